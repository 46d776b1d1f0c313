import fc from "fast-check";
import { expect, test } from "vitest";
import { printFloats } from "./print-floats.ts";

/** Any bits: zeros, the very small and the very large are as likely as the usual. */
const anyFloat = fc.integer().map((bits) => new Float32Array(Int32Array.of(bits).buffer)[0] ?? 0);
const usualFloat = fc.float({ min: -100, max: 100, noNaN: true });
const floats = fc.oneof(fc.array(anyFloat), fc.array(usualFloat)).map((values) => Float32Array.from(values));

const finite = (value: number) => Number.isFinite(value);

test("every number gives back the same float32, its sign included", () => {
  fc.assert(
    fc.property(floats, (values) => {
      const read: (number | null)[] = JSON.parse(printFloats(values));
      expect(read.map((value) => (value === null ? null : Math.fround(value)))).toEqual(
        Array.from(values, (value) => (finite(value) ? value : null)),
      );
    }),
    { numRuns: 3_000 },
  );
});

test("no number has a digit more than tells it apart", () => {
  fc.assert(
    fc.property(floats, (values) => {
      for (const value of values.filter(finite)) {
        const text = printFloats(Float32Array.of(value)).slice(1, -1);
        const digits = text
          .replace(/e.*$/, "")
          .replace(/[-.]/g, "")
          .replace(/^0+|0+$/g, "").length;
        const shorter = Number(value.toPrecision(Math.max(digits - 1, 1)));
        // Below seven digits, zeros at the end are all that is left out.
        expect(digits <= 7 || Math.fround(shorter) !== value, text).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  [[], "[]"],
  [[0, -0, 1, -1, 0.5], "[0,-0.0,1,-1,0.5]"],
  [[0.1, 1 / 3, 16_777_216, 9_999_999], "[0.1,0.33333334,1.6777216e+7,9999999]"],
  [[0.0001, 0.000123, -1e-7, 1e10], "[0.0001,0.000123,-1e-7,1e+10]"],
  [[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], "[null,null,null]"],
])("%j is printed short", (values, text) => {
  expect(printFloats(Float32Array.from(values))).toBe(text);
});

test("an array larger than any before is printed whole", () => {
  const values = new Float32Array(100_000).fill(-0.123456789);
  expect(JSON.parse(printFloats(values))).toHaveLength(values.length);
});
