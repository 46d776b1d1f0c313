import { expect, test } from "vitest";
import { cutDimensions } from "./cut-dimensions.ts";

test("a cut vector has unit length and the direction of its first numbers", () => {
  expect([...cutDimensions(Float32Array.of(3, 4, 12), 2)]).toEqual([
    expect.closeTo(0.6, 6),
    expect.closeTo(0.8, 6),
  ]);
});

test("the vector that was cut is left as it was", () => {
  const vector = Float32Array.of(3, 4);
  cutDimensions(vector, 1);
  expect([...vector]).toEqual([3, 4]);
});

test("zeros stay zeros", () => {
  expect([...cutDimensions(new Float32Array(4), 2)]).toEqual([0, 0]);
});

test.each([0, -1, 1.5, 4, Number.NaN])(
  "%s dimensions of three are refused, naming the limit",
  (dimensions) => {
    expect(() => cutDimensions(new Float32Array(3), dimensions)).toThrow("1 to 3");
  },
);
