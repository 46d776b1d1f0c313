import { expect, test } from "vitest";
import { meanVectors, orderByLength, padRows } from "./rows.ts";

test("rows are padded on the right, and the mask tells tokens from padding", () => {
  const { ids, mask, shape } = padRows([[5, 6, 7], [8]]);
  expect(shape).toEqual([2, 3]);
  expect([...ids]).toEqual([5n, 6n, 7n, 8n, 0n, 0n]);
  expect([...mask]).toEqual([1n, 1n, 1n, 1n, 0n, 0n]);
});

test("a vector is the mean of real tokens at unit length: padding counts for nothing", () => {
  const padded = padRows([[1, 1], [1]]);
  const values = Float32Array.from([3, 0, 0, 4, 0, 2, 9, 9]);
  const [first, second] = meanVectors(values, padded);
  expect([...(first ?? [])].map((value) => value.toFixed(4))).toEqual(["0.6000", "0.8000"]);
  expect([...(second ?? [])]).toEqual([0, 1]);
});

test("the order by length names every row once, shortest first", () => {
  expect(orderByLength([[1, 2, 3], [1], [1, 2]])).toEqual([1, 2, 0]);
});
