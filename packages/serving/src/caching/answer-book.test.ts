import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerBook, type Asker } from "./answer-book.ts";
import type { Keeping } from "./answer-cache.ts";
import { AnswerRoom } from "./answer-room.ts";

const keeping: Keeping<string> = { bytesOf: (value) => value.length, copyOf: (value) => value };
const KEYS = ["red", "green", "blue", null] as const;

type Step = { kind: "lookUp" | "begin" | "answered" | "abandoned"; key: string | null };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("lookUp", "begin", "answered", "abandoned"),
    key: fc.constantFrom(...KEYS),
  }),
  { maxLength: 80 },
);

type Person = Asker & { readonly number: number };

/** Plays steps on a book, each by a new asker; `answered` and `abandoned` only of what is being computed. */
function play(taken: readonly Step[], bytesMax: number) {
  const given: { asker: Person; value: string }[] = [];
  const accept = (asker: Person, value: string) => given.push({ asker, value });
  const book = new AnswerBook<Person, string>(bytesMax, { keeping, room: new AnswerRoom(), accept });
  const running: Person[] = [];
  const following = new Set<Person>();
  for (const [number, { kind, key }] of taken.entries()) {
    const asker = { number, key };
    if (kind === "lookUp" || kind === "begin") {
      const [unknown] = book[kind]([asker]);
      const isRunning = key !== null && running.some((other) => other.key === key);
      if (unknown !== undefined) expect(isRunning, "nothing is computed twice at once").toBe(false);
      else if (given.at(-1)?.asker !== asker) {
        expect(isRunning, "only what runs is followed").toBe(true);
        following.add(asker);
      }
      if (unknown !== undefined && kind === "begin") running.push(asker);
      continue;
    }
    const at = running.findIndex((other) => other.key === key);
    const [done] = at < 0 ? [] : running.splice(at, 1);
    if (done === undefined) continue;
    const before = given.length;
    const left = kind === "abandoned" ? book.abandoned(done) : [];
    if (kind === "answered") book.answered(done, `answer to ${done.key}`);
    for (const follower of [...left, ...given.slice(before).map((one) => one.asker)]) {
      expect(follower.key).toBe(done.key);
      expect(following.delete(follower), "a follower is given back once").toBe(true);
    }
  }
  return { given, following, running };
}

test("every answer is the answer to its own key, and nobody follows what is over", () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(0, 600, 100_000), (taken, bytesMax) => {
      const { given, following, running } = play(taken, bytesMax);
      for (const { asker, value } of given) expect(value).toBe(`answer to ${asker.key}`);
      expect(given.every(({ asker }) => asker.key !== null)).toBe(true);
      for (const { key } of following) expect(running.map((one) => one.key)).toContain(key);
    }),
  );
});

test("a failure is not kept: the next one who asks computes", () => {
  const book = new AnswerBook<Person, string>(100_000, {
    keeping,
    room: new AnswerRoom(),
    accept: () => expect.unreachable(),
  });
  const [first, second] = [1, 2].map((number) => ({ number, key: "key" })) as [Person, Person];
  book.begin([first]);
  expect(book.lookUp([second])).toEqual([]);
  expect(book.abandoned(first)).toEqual([second]);
  expect(book.begin([second])).toEqual([second]);
});

test("without room for answers, what runs at the same moment is still computed once", () => {
  const given: number[] = [];
  const book = new AnswerBook<Person, string>(0, {
    keeping,
    room: new AnswerRoom(),
    accept: ({ number }) => given.push(number),
  });
  const [first, second, third] = [1, 2, 3].map((number) => ({ number, key: "key" })) as [
    Person,
    Person,
    Person,
  ];
  expect(book.begin([first, second])).toEqual([first]);
  book.answered(first, "value");
  expect(given).toEqual([2]);
  expect(book.lookUp([third])).toEqual([third]);
});
