import { expect, test } from "vitest";
import { nextAttempt } from "./next-attempt.ts";

test("a key is tried three times before another, and what it did is looked up before each try but the first", () => {
  const attempts = [1, 2, 3, 4, 5, 6, 7].map(nextAttempt);
  expect(attempts.map(({ attempt }) => attempt)).toEqual([0, 0, 0, 1, 1, 1, 2]);
  expect(attempts.map(({ looksUp }) => looksUp)).toEqual([false, true, true, true, true, true, true]);
});

test("distances grow, up to ten minutes", () => {
  const waits = Array.from({ length: 20 }, (_, index) => nextAttempt(index + 1).waitMs);
  expect(waits.slice(0, 4)).toEqual([15_000, 30_000, 60_000, 120_000]);
  expect(waits).toEqual([...waits].sort((left, right) => left - right));
  expect(waits.at(-1)).toBe(600_000);
});
