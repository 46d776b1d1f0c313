import { expect, test } from "vitest";
import { normalizeRows, poolTokens } from "./pool-tokens.ts";

/** Two rows of two numbers per token: one of three tokens, one of a single token and padding. */
const HIDDEN = {
  values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 99, 99, 99, 99),
  lengths: Int32Array.of(3, 1),
  paddedLength: 3,
  width: 2,
};

test.each([
  ["mean", [3, 4, 7, 8]],
  ["cls", [1, 2, 7, 8]],
  ["last", [5, 6, 7, 8]],
] as const)("%s pooling reads real tokens only", (pooling, expected) => {
  expect([...poolTokens(HIDDEN, pooling)]).toEqual(expected);
});

test("rows are scaled each by itself, and a row of zeros stays one", () => {
  const matrix = Float32Array.of(3, 4, 0, 0, 0, 5);
  normalizeRows(matrix, 2);
  expect([...matrix].map((value) => Number(value.toFixed(6)))).toEqual([0.6, 0.8, 0, 0, 0, 1]);
});
