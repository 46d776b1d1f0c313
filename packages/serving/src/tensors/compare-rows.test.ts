import { expect, test } from "vitest";
import { agree } from "./compare-rows.ts";

const floats = (...values: number[]) => ({
  datatype: "FP32" as const,
  shape: [values.length],
  data: new Uint8Array(Float32Array.from(values).buffer),
});
const halves = (...bits: number[]) => ({
  datatype: "FP16" as const,
  shape: [bits.length],
  data: new Uint8Array(Uint16Array.from(bits).buffer),
});
const bytes = (...values: number[]) => ({
  datatype: "INT8" as const,
  shape: [values.length],
  data: Uint8Array.from(values),
});

test("what rounding makes of a number agrees with it, and what another row makes of it does not", () => {
  expect(agree(floats(100, 1e-7), floats(100.0001, 0))).toBe(true);
  expect(agree(floats(100, 1), floats(100, 1.1))).toBe(false);
  expect(agree(halves(0x3c00), halves(0x3c01))).toBe(true);
  expect(agree(halves(0x3c00), halves(0x3d00))).toBe(false);
});

test("what is no number agrees with what is none, and infinity with itself", () => {
  expect(agree(floats(Number.NaN, Infinity), floats(Number.NaN, Infinity))).toBe(true);
  expect(agree(floats(Infinity, 1), floats(-Infinity, 1))).toBe(false);
  expect(agree(floats(Number.NaN), floats(0))).toBe(false);
  expect(agree(floats(Infinity), floats(1e30))).toBe(false);
  expect(agree(halves(0x7c00, 0x7e00, 0x0001), halves(0x7c00, 0x7e00, 0x0001))).toBe(true);
});

test("whole numbers, shapes and datatypes must be equal", () => {
  expect(agree(bytes(1, 2), bytes(1, 2))).toBe(true);
  expect(agree(bytes(100, 2), bytes(100, 3))).toBe(false);
  expect(agree(floats(1, 2), { ...floats(1, 2), shape: [2, 1] })).toBe(false);
  expect(agree(bytes(0, 0, 0, 0), floats(0))).toBe(false);
});

test("where its bytes lie in memory makes no difference", () => {
  const shifted = (tensor: ReturnType<typeof floats>) => {
    const data = new Uint8Array(tensor.data.byteLength + 1).subarray(1);
    data.set(tensor.data);
    return { ...tensor, data };
  };
  expect(agree(shifted(floats(1, 2)), floats(1, 2))).toBe(true);
  expect(agree(floats(1, 2), shifted(floats(1, 3)))).toBe(false);
});
