import { expect, test } from "vitest";
import { cosine, quantile, spreadOf } from "./statistics.ts";

test("a quantile is a value that was measured, by nearest rank", () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(quantile(sorted, 0.5)).toBe(50);
  expect(quantile(sorted, 0.99)).toBe(99);
  expect(quantile(sorted, 0)).toBe(1);
  expect(quantile(sorted, 1)).toBe(100);
  expect(() => quantile([], 0.5)).toThrow("no values");
});

test("the spread tells middle and ends, whatever the order", () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 });
});

test("cosine knows direction and not length, and no two widths alike", () => {
  expect(cosine([1, 2], [2, 4])).toBeCloseTo(1);
  expect(cosine([1, 0], [0, 1])).toBe(0);
  expect(cosine([1, 2], [1])).toBeNaN();
});
