import fc from "fast-check";
import { expect, test } from "vitest";
import { type Lines, quantizeLines } from "./quantize-lines.ts";

const sizes = fc.record({ rows: fc.integer({ min: 1, max: 8 }), columns: fc.integer({ min: 1, max: 8 }) });
const weights = sizes.chain(({ rows, columns }) =>
  fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: rows * columns,
      maxLength: rows * columns,
    })
    .map((values) => ({ rows, columns, values: Float32Array.from(values) })),
);

function columnsOf(rows: number, columns: number): Lines {
  return { count: columns, length: rows, lineStride: 1, elementStride: columns };
}

test.each([7, 8])("with %i bits, every weight is off by at most half a scale and within range", (bits) => {
  const largest = 2 ** (bits - 1) - 1;
  fc.assert(
    fc.property(weights, ({ rows, columns, values }) => {
      const lines = columnsOf(rows, columns);
      const quantized = quantizeLines(values, { from: lines, to: lines, bits });
      for (const [index, weight] of values.entries()) {
        const scale = quantized?.scales[index % columns] ?? Number.NaN;
        const integer = quantized?.values[index] ?? Number.NaN;
        expect(Math.abs(integer)).toBeLessThanOrEqual(largest);
        expect(Math.abs(integer * scale - weight)).toBeLessThanOrEqual((scale / 2) * (1 + 1e-5));
      }
    }),
    { numRuns: 500 },
  );
});

test("two 7-bit products with unsigned bytes fit 16 bits, where 8-bit ones saturate", () => {
  const lines = columnsOf(1, 1);
  const [seven, eight] = [7, 8].map((bits) => {
    const quantized = quantizeLines(Float32Array.of(-3), { from: lines, to: lines, bits });
    return 2 * 255 * Math.abs(quantized?.values[0] ?? 0);
  });
  expect(seven).toBeLessThan(2 ** 15);
  expect(eight).toBeGreaterThan(2 ** 15);
});

test("a column of zeros stays zeros, with a scale that divides", () => {
  const lines = columnsOf(2, 2);
  const quantized = quantizeLines(Float32Array.of(0, 1, 0, -2), { from: lines, to: lines, bits: 8 });
  expect([...(quantized?.values ?? [])]).toEqual([0, 64, 0, -127]);
  expect(quantized?.scales[0]).toBeGreaterThan(0);
});

test("lines may be laid out anew: columns of a transposed weight", () => {
  const to = columnsOf(2, 3);
  const from = { ...to, lineStride: 2, elementStride: 1 };
  const quantized = quantizeLines(Float32Array.of(1, 2, 3, 4, 5, 6), { from, to, bits: 8 });
  expect([...(quantized?.values ?? [])]).toEqual([64, 95, 106, 127, 127, 127]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("%d among the weights is not quantized", (value) => {
  const lines = columnsOf(1, 2);
  expect(quantizeLines(Float32Array.of(1, value), { from: lines, to: lines, bits: 8 })).toBeUndefined();
});
