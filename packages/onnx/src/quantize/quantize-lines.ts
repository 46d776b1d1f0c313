/** How lines (columns or rows) lie in an array: element `e` of line `l` stands at `l · lineStride + e · elementStride`. */
export type Lines = {
  readonly count: number;
  readonly length: number;
  readonly lineStride: number;
  readonly elementStride: number;
};

export type QuantizedLines = {
  readonly values: Int8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
};

/** Below it, floats lose precision. A line of zeros gets it as its scale, which keeps it a line of zeros. */
const SCALE_MIN = 2 ** -126;

/**
 * Symmetric integers with a scale per line: `value ≈ integer × scale`, off by at most half a scale. `bits` counts the
 * sign; the most negative integer is not used. Undefined when a value is not finite.
 */
export function quantizeLines(
  weights: Float32Array,
  { from, to, bits }: { from: Lines; to: Lines; bits: number },
): QuantizedLines | undefined {
  const largest = 2 ** (bits - 1) - 1;
  const values = new Int8Array(weights.length);
  const scales = new Float32Array(from.count);
  for (let line = 0; line < from.count; line++) {
    const extent = extentOf(weights, from, line);
    if (!Number.isFinite(extent)) return undefined;
    const scale = Math.fround(Math.max(extent / largest, SCALE_MIN));
    scales[line] = scale;
    for (let element = 0; element < from.length; element++) {
      const weight = weights[line * from.lineStride + element * from.elementStride] ?? 0;
      values[line * to.lineStride + element * to.elementStride] = Math.round(weight / scale);
    }
  }
  return { values, scales };
}

/** The largest magnitude in a line; NaN where there is one. */
function extentOf(weights: Float32Array, { length, lineStride, elementStride }: Lines, line: number): number {
  let extent = 0;
  for (let element = 0; element < length; element++) {
    extent = Math.max(extent, Math.abs(weights[line * lineStride + element * elementStride] ?? 0));
  }
  return extent;
}
