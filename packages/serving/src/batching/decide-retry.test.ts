import fc from "fast-check";
import { expect, test } from "vitest";
import { decideRetry, FIRST_ATTEMPT, type Mishap } from "./decide-retry.ts";

test("a batch whose process died runs again as it was, then one by one, then no more", () => {
  const second = decideRetry(FIRST_ATTEMPT, "died", 8);
  expect(second).toEqual({ deaths: 1, alone: false });
  const third = second && decideRetry(second, "died", 8);
  expect(third).toEqual({ deaths: 2, alone: true });
  expect(third && decideRetry(third, "died", 1)).toBeNull();
});

test("the inputs of a failed batch run one by one, once", () => {
  const second = decideRetry(FIRST_ATTEMPT, "failed", 8);
  expect(second?.alone).toBe(true);
  expect(second && decideRetry(second, "failed", 1)).toBeNull();
});

test("an input that failed in a batch of its own is not run again", () => {
  expect(decideRetry(FIRST_ATTEMPT, "failed", 1)).toBeNull();
});

test("a batch that took too long is tried one by one, once", () => {
  const second = decideRetry(FIRST_ATTEMPT, "timed_out", 1);
  expect(second?.alone).toBe(true);
  expect(second && decideRetry(second, "timed_out", 1)).toBeNull();
});

test("no input is run more than three times, whatever happens to it", () => {
  const mishaps = fc.array(fc.constantFrom<Mishap>("failed", "died", "timed_out"), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(
    fc.property(mishaps, (all) => {
      let attempt = decideRetry(FIRST_ATTEMPT, all[0] ?? "died", 4);
      for (const mishap of all.slice(1)) attempt = attempt && decideRetry(attempt, mishap, 4);
      expect(attempt).toBeNull();
    }),
  );
});
