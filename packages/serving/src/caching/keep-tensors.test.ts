import { expect, test } from "vitest";
import { TENSOR_KEEPING } from "./keep-tensors.ts";

test("a kept tensor holds its own bytes and none of the batch that it came from", () => {
  const batch = new Uint8Array(1_000_000).fill(7);
  const [kept] = TENSOR_KEEPING.copyOf([{ datatype: "UINT8", shape: [2], data: batch.subarray(10, 12) }]);
  expect(kept?.data).toEqual(Uint8Array.of(7, 7));
  expect(kept?.data.buffer.byteLength).toBe(2);
});

test("a tensor counts with all that it takes", () => {
  const data = new Uint8Array(1_000);
  const bytes = TENSOR_KEEPING.bytesOf([
    { datatype: "UINT8", shape: [10, 100], data },
    { datatype: "UINT8", shape: [1_000], data },
  ]);
  expect(bytes).toBeGreaterThan(2_000);
});
