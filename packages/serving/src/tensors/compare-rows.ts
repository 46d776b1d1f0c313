import type { NamedTensor } from "./named-tensor.ts";

/**
 * How far a number may move when others are computed beside it, as a part of the largest in its tensor: sums are
 * taken in another order then.
 */
const TOLERANCE = { FP16: 1e-2, FP32: 1e-4, FP64: 1e-9 };

type Comparable = Pick<NamedTensor, "datatype" | "shape" | "data">;

/** Whether two tensors say the same, but for rounding. Truths, whole numbers and texts must be equal. */
export function agree(a: Comparable, b: Comparable): boolean {
  const isAlike = a.datatype === b.datatype && String(a.shape) === String(b.shape);
  if (!isAlike || a.data.byteLength !== b.data.byteLength) return false;
  switch (a.datatype) {
    case "FP16":
    case "FP32":
    case "FP64":
      return areClose(numbersOf(a), numbersOf(b), TOLERANCE[a.datatype]);
    default:
      return Buffer.compare(a.data, b.data) === 0;
  }
}

function areClose(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  const largest = a.reduce(
    (most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  return a.every((value, index) => {
    const other = b[index] ?? Number.NaN;
    return Object.is(value, other) || value === other || Math.abs(value - other) <= tolerance * largest;
  });
}

function numbersOf({ datatype, data }: Comparable): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read: Record<string, [number, (offset: number) => number]> = {
    FP16: [2, (offset) => fp16Of(view.getUint16(offset, true))],
    FP32: [4, (offset) => view.getFloat32(offset, true)],
    FP64: [8, (offset) => view.getFloat64(offset, true)],
  };
  const [bytes, at] = read[datatype] ?? [1, (offset) => view.getUint8(offset)];
  return Array.from({ length: data.byteLength / bytes }, (_, index) => at(index * bytes));
}

/** IEEE 754 binary16. */
function fp16Of(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1_024) * 2 ** (exponent - 15);
}
