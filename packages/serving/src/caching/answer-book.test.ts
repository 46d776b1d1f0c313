import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerBook } from "./answer-book.ts";
import type { Keeping } from "./answer-cache.ts";

const keeping: Keeping<string> = { bytesOf: (value) => value.length, copyOf: (value) => value };
const KEYS = ["red", "green", "blue"] as const;

type Step = { kind: "ask" | "begin" | "answered" | "abandoned"; key: string };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("ask", "begin", "answered", "abandoned"),
    key: fc.constantFrom(...KEYS),
  }),
  { maxLength: 80 },
);

/** Plays steps on a book, with as many askers as steps; `answered` and `abandoned` only where something runs. */
function play(taken: readonly Step[], bytesMax: number) {
  const book = new AnswerBook<number, string>(bytesMax, keeping);
  const running = new Set<string>();
  const following = new Map<number, string>();
  const seen: { asker: number; key: string; value: string | null }[] = [];
  for (const [asker, { kind, key }] of taken.entries()) {
    if (kind === "ask" || kind === "begin") {
      const known = book[kind](key, asker);
      if (known.kind === "known") seen.push({ asker, key, value: known.value });
      else if (known.kind === "followed") following.set(asker, key);
      if (known.kind === "followed") expect(running.has(key), "only what runs is followed").toBe(true);
      if (known.kind === "unknown") {
        expect(running.has(key), "nothing is computed twice at once").toBe(false);
        if (kind === "begin") running.add(key);
      }
    } else if (running.delete(key)) {
      const value = kind === "answered" ? `answer to ${key}` : null;
      const given = value === null ? book.abandoned(key) : book.answered(key, value);
      for (const follower of given) {
        expect(following.get(follower), "a follower is given back for its own key, once").toBe(key);
        following.delete(follower);
        seen.push({ asker: follower, key, value });
      }
    }
  }
  return { seen, following, running };
}

test("every answer is the answer to its own key, and who follows is given back once", () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 600, 100_000), (taken, bytesMax) => {
      const { seen, following, running } = play(taken, bytesMax);
      for (const { key, value } of seen) expect([`answer to ${key}`, null]).toContain(value);
      // Nobody is left behind for something that is over.
      for (const key of following.values()) expect(running.has(key)).toBe(true);
    }),
  );
});

test("a failure is not kept: the next one who asks computes", () => {
  const book = new AnswerBook<string, string>(100_000, keeping);
  book.begin("key", "first");
  expect(book.ask("key", "second")).toEqual({ kind: "followed" });
  expect(book.abandoned("key")).toEqual(["second"]);
  expect(book.begin("key", "second")).toEqual({ kind: "unknown" });
});

test("without room for answers, what runs at the same moment is still computed once", () => {
  const book = new AnswerBook<string, string>(0, keeping);
  book.begin("key", "first");
  expect(book.begin("key", "second")).toEqual({ kind: "followed" });
  expect(book.answered("key", "value")).toEqual(["second"]);
  expect(book.ask("key", "third")).toEqual({ kind: "unknown" });
});
