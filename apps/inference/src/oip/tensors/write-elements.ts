import type { Datatype } from "@millrace/serving";

/**
 * Numbers and truths as the bytes of their datatype, exactly; floats are rounded to the nearest. Returns the index of the
 * first value that does not fit, or the bytes. Typed arrays are little-endian on every machine that we run on.
 */
export function writeElements(datatype: Exclude<Datatype, "BYTES">, values: readonly unknown[]) {
  const { array, accepts } = WRITERS[datatype](values.length);
  for (let index = 0; index < values.length; index++) if (!accepts(values[index], index)) return index;
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

type Writer = {
  array: ArrayBufferView<ArrayBuffer>;
  /** Stores the value where it fits. */
  accepts(value: unknown, index: number): boolean;
};

const WRITERS: Record<Exclude<Datatype, "BYTES">, (count: number) => Writer> = {
  BOOL: (count) => truths(new Uint8Array(count)),
  UINT8: (count) => integers(new Uint8Array(count), 0, 2 ** 8 - 1),
  UINT16: (count) => integers(new Uint16Array(count), 0, 2 ** 16 - 1),
  UINT32: (count) => integers(new Uint32Array(count), 0, 2 ** 32 - 1),
  UINT64: (count) => longIntegers(new BigUint64Array(count), 0n, 2n ** 64n - 1n),
  INT8: (count) => integers(new Int8Array(count), -(2 ** 7), 2 ** 7 - 1),
  INT16: (count) => integers(new Int16Array(count), -(2 ** 15), 2 ** 15 - 1),
  INT32: (count) => integers(new Int32Array(count), -(2 ** 31), 2 ** 31 - 1),
  INT64: (count) => longIntegers(new BigInt64Array(count), -(2n ** 63n), 2n ** 63n - 1n),
  FP16: (count) => floats(new Float16Array(count)),
  FP32: (count) => floats(new Float32Array(count)),
  FP64: (count) => floats(new Float64Array(count)),
};

function truths(array: Uint8Array<ArrayBuffer>): Writer {
  const accepts = (value: unknown, index: number) => {
    if (typeof value !== "boolean") return false;
    array[index] = value ? 1 : 0;
    return true;
  };
  return { array, accepts };
}

type Integers =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>;

function integers(array: Integers, min: number, max: number): Writer {
  const accepts = (value: unknown, index: number) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) return false;
    array[index] = value;
    return true;
  };
  return { array, accepts };
}

/** Of numbers only those that a double holds exactly; the others come as bigint. */
function longIntegers(
  array: BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>,
  min: bigint,
  max: bigint,
): Writer {
  const accepts = (value: unknown, index: number) => {
    const exact = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof exact !== "bigint" || exact < min || exact > max) return false;
    array[index] = exact;
    return true;
  };
  return { array, accepts };
}

type Floats = Float16Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

function floats(array: Floats): Writer {
  const accepts = (value: unknown, index: number) => {
    if (typeof value !== "number") return false;
    array[index] = value;
    // A finite number must not become infinite by rounding.
    return Number.isFinite(value) === Number.isFinite(array[index]);
  };
  return { array, accepts };
}
