import { expect, test } from "vitest";
import { padBatch } from "./pad-batch.ts";

test("rows are padded on the right to the longest, and the mask tells which tokens are real", () => {
  const padded = padBatch({ lengths: Int32Array.of(1, 3), ids: Int32Array.of(7, 8, 9, 10) }, 1);
  expect(padded.paddedLength).toBe(3);
  expect([...padded.ids]).toEqual([7n, 1n, 1n, 8n, 9n, 10n]);
  expect([...padded.mask]).toEqual([1n, 0n, 0n, 1n, 1n, 1n]);
});

test("the largest id survives", () => {
  const largest = 2 ** 31 - 1;
  const { ids } = padBatch({ lengths: Int32Array.of(1), ids: Int32Array.of(largest) }, 0);
  expect(ids[0]).toBe(BigInt(largest));
});
