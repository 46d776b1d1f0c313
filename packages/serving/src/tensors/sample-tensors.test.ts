import { expect, test } from "vitest";
import { findElements } from "./bytes-elements.ts";
import { countElements } from "./check-tensors.ts";
import { agree } from "./compare-rows.ts";
import { DATATYPES } from "./named-tensor.ts";
import { sampleBytes, sampleTensors } from "./sample-tensors.ts";

/** More than is made number by number, and no multiple of it. */
const LARGE = [3, 50_000] as const;

test.each(DATATYPES)(
  "samples of %s have the bytes that they were said to have, however large",
  (datatype) => {
    for (const dims of [[0], [3], LARGE]) {
      const ports = [{ name: "x", datatype, dims }];
      const [sample] = sampleTensors(ports, { rows: 1, style: "varied" });
      expect(sample?.shape).toEqual(dims);
      expect(sample?.data.byteLength).toBe(sampleBytes(ports, 1));
    }
  },
);

test("a large sample of texts is well-formed", () => {
  const [sample] = sampleTensors([{ name: "x", datatype: "BYTES", dims: LARGE }], {
    rows: 1,
    style: "varied",
  });
  const texts = findElements(sample?.data ?? new Uint8Array(), Number.POSITIVE_INFINITY);
  expect(texts).toHaveLength(countElements(LARGE));
  expect(texts?.every((text) => /^\d$/.test(Buffer.from(text).toString()))).toBe(true);
});

test("rows of a large sample differ, and so do samples of different seeds", () => {
  const ports = [{ name: "x", datatype: "FP32" as const, dims: LARGE }];
  const [one, other] = [0, 1].flatMap((seed) => sampleTensors(ports, { rows: 1, style: "varied", seed }));
  const rowBytes = (one?.data.byteLength ?? 0) / LARGE[0];
  const row = (index: number) => ({
    datatype: "FP32" as const,
    shape: [LARGE[1]],
    data: one?.data.subarray(index * rowBytes, (index + 1) * rowBytes) ?? new Uint8Array(),
  });
  expect(agree(row(0), row(1))).toBe(false);
  expect(one && other && agree(one, other)).toBe(false);
});
