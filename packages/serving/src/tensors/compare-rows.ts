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
      return areClose(floatsOf(a.datatype, a.data), floatsOf(a.datatype, b.data), TOLERANCE[a.datatype]);
    default:
      return Buffer.compare(a.data, b.data) === 0;
  }
}

/** Nothing is built for a number: a tensor has tens of millions, and everybody's answers wait meanwhile. */
function areClose(a: Floats, b: Floats, tolerance: number): boolean {
  const reach = tolerance * largestOf(a);
  for (let index = 0; index < a.length; index += 1) {
    const [one, other] = [a[index] ?? 0, b[index] ?? Number.NaN];
    const isSame = one === other || (Number.isNaN(one) && Number.isNaN(other));
    if (!isSame && !(Math.abs(one - other) <= reach)) return false;
  }
  return true;
}

function largestOf(values: Floats): number {
  let largest = 0;
  for (let index = 0; index < values.length; index += 1) {
    const size = Math.abs(values[index] ?? 0);
    if (size > largest && size < Number.POSITIVE_INFINITY) largest = size;
  }
  return largest;
}

type Floats = Float16Array | Float32Array | Float64Array;

const FLOATS = { FP16: Float16Array, FP32: Float32Array, FP64: Float64Array };

function floatsOf(datatype: keyof typeof FLOATS, data: Uint8Array): Floats {
  const { buffer, byteOffset, byteLength } = data;
  const kind = FLOATS[datatype];
  const isAligned = byteOffset % kind.BYTES_PER_ELEMENT === 0;
  return isAligned
    ? new kind(buffer as ArrayBuffer, byteOffset, byteLength / kind.BYTES_PER_ELEMENT)
    : new kind(Uint8Array.from(data).buffer);
}
