import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerCache, ENTRY_BYTES, type Keeping } from "./answer-cache.ts";
import { AnswerRoom } from "./answer-room.ts";

const keeping: Keeping<Uint8Array> = {
  bytesOf: (value) => value.byteLength,
  copyOf: (value) => value.slice(),
};
const KEYS = ["a", "b", "c", "d", "e"] as const;
const ROOM_MAX = 4 * (ENTRY_BYTES + 40);

type Step =
  | { kind: "put"; key: string; bytes: number }
  | { kind: "get"; key: string }
  | { kind: "resize"; bytesMax: number };

const key = fc.constantFrom(...KEYS);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("put" as const), key, bytes: fc.nat({ max: 60 }) }),
    fc.record({ kind: fc.constant("get" as const), key }),
    fc.record({ kind: fc.constant("resize" as const), bytesMax: fc.nat({ max: ROOM_MAX }) }),
  ),
  { maxLength: 60 },
);

/** The same thing the slow way: a list, last used last. */
class Ledger {
  entries: { key: string; stamp: number; bytes: number }[] = [];
  bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.entries.reduce((total, { bytes }) => total + bytes + ENTRY_BYTES, 0);
  }

  put(key: string, stamp: number, bytes: number): void {
    this.entries = this.entries.filter((entry) => entry.key !== key);
    if (bytes + ENTRY_BYTES > this.bytesMax) return;
    this.entries.push({ key, stamp, bytes });
    this.shrink();
  }

  get(key: string): number | undefined {
    const found = this.entries.find((entry) => entry.key === key);
    if (found === undefined) return undefined;
    this.entries = [...this.entries.filter((entry) => entry !== found), found];
    return found.stamp;
  }

  shrink(): void {
    while (this.bytes > this.bytesMax) this.entries.shift();
  }
}

/** An answer that names the step which put it, as far as its size allows. */
function answerOf(stamp: number, bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(stamp % 256);
}

test("holds at most its bytes, gives each key its own newest answer, and forgets what was used longest ago", () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const cache = new AnswerCache(ROOM_MAX, keeping, new AnswerRoom());
      const ledger = new Ledger(ROOM_MAX);
      const put = new Map<number, Uint8Array>();
      for (const [stamp, step] of taken.entries()) {
        if (step.kind === "put") {
          const answer = answerOf(stamp, step.bytes);
          put.set(stamp, answer);
          cache.put(step.key, answer);
          ledger.put(step.key, stamp, step.bytes);
        } else if (step.kind === "get") {
          const expected = ledger.get(step.key);
          expect(cache.get(step.key)).toEqual(expected === undefined ? undefined : put.get(expected));
        } else {
          ledger.bytesMax = step.bytesMax;
          ledger.shrink();
          cache.bytesMax = step.bytesMax;
        }
        expect(cache.bytes).toBe(ledger.bytes);
        expect(cache.bytes).toBeLessThanOrEqual(ledger.bytesMax);
      }
      expect(cache.size).toBe(ledger.entries.length);
    }),
  );
});

test("writing over an answer that was given or taken changes none that is kept", () => {
  const cache = new AnswerCache(ROOM_MAX, keeping, new AnswerRoom());
  const put = Uint8Array.of(1, 2, 3);
  cache.put("a", put);
  put.fill(0);
  cache.get("a")?.fill(9);
  expect(cache.get("a")).toEqual(Uint8Array.of(1, 2, 3));
});

test("an answer larger than all the room pushes nothing out", () => {
  const cache = new AnswerCache(2 * ENTRY_BYTES, keeping, new AnswerRoom());
  cache.put("small", Uint8Array.of(1));
  cache.put("large", new Uint8Array(2 * ENTRY_BYTES));
  expect([cache.get("small"), cache.get("large")]).toEqual([Uint8Array.of(1), undefined]);
});

test("caches that share a room hold no more than it together, and what they give up is room for others", () => {
  const roomBytes = 5 * (ENTRY_BYTES + 30);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), key, fc.nat({ max: 60 })), { maxLength: 60 }), (puts) => {
      const room = new AnswerRoom(roomBytes);
      const [one, other] = [1, 2].map(() => new AnswerCache(ROOM_MAX, keeping, room));
      for (const [isOne, name, bytes] of puts) {
        (isOne ? one : other)?.put(name, new Uint8Array(bytes));
        expect(room.bytes).toBe((one?.bytes ?? 0) + (other?.bytes ?? 0));
        expect(room.bytes).toBeLessThanOrEqual(roomBytes);
      }
      for (const cache of [one, other]) if (cache) cache.bytesMax = 0;
      expect(room.bytes).toBe(0);
    }),
  );
});

test("a cache makes way for its own answers when the room is full of others'", () => {
  const room = new AnswerRoom(2 * (ENTRY_BYTES + 1));
  const [mine, theirs] = [1, 2].map(() => new AnswerCache(ROOM_MAX, keeping, room));
  theirs?.put("a", Uint8Array.of(1));
  mine?.put("a", Uint8Array.of(2));
  mine?.put("b", Uint8Array.of(3));
  expect([theirs?.size, mine?.size, mine?.get("b")]).toEqual([1, 1, Uint8Array.of(3)]);
});
