import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareAnswers } from "./compare-answers.ts";

const pair = (fp32: number[], other: number[]) => ({
  fp32: Float32Array.from(fp32),
  other: Float32Array.from(other),
});

describe("compareAnswers", () => {
  test("of vectors the smallest cosine counts, whatever their lengths", () => {
    const pairs = [pair([1, 0], [2, 0]), pair([1, 0], [1, 1]), pair([0, 3], [0, 1])];
    expect(compareAnswers("feature-extraction", pairs)).toBeCloseTo(Math.SQRT1_2, 6);
  });

  test("of labels the share of texts with the same best one counts", () => {
    const pairs = [pair([1, 9], [3, 4]), pair([1, 9], [4, 3]), pair([5, 0], [1, 0]), pair([5, 0], [5, 4])];
    expect(compareAnswers("text-classification", pairs)).toBe(0.75);
  });

  test("nothing to compare is no agreement, and no disagreement", () => {
    expect(compareAnswers("feature-extraction", [])).toBeNull();
  });

  test.each([
    ["not a number", [Number.NaN, 1]],
    ["without end", [Number.POSITIVE_INFINITY, 1]],
    ["nothing but zeros", [0, 0]],
  ])("a vector that is %s agrees with nothing", (_, other) => {
    expect(compareAnswers("feature-extraction", [pair([1, 1], other)])).toBe(0);
  });

  test("a variant that answers the same agrees fully, and no measure leaves its range", () => {
    const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(numbers, numbers, (one, two) => {
        for (const task of ["feature-extraction", "text-classification"] as const) {
          const value = compareAnswers(task, [pair(one, two)]) ?? Number.NaN;
          expect(value).toBeGreaterThanOrEqual(-1.000001);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(compareAnswers("text-classification", [pair(one, one)])).toBe(1);
        if (one.some((value) => Math.abs(value) > 1e-3)) {
          expect(compareAnswers("feature-extraction", [pair(one, one)])).toBeCloseTo(1, 6);
        }
      }),
    );
  });
});
