import type { Tensor } from "./schema/messages.ts";

/** `TensorProto.DataType`, as far as ONNX Runtime knows it. */
export const DATA_TYPE = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  COMPLEX64: 14,
  COMPLEX128: 15,
  BFLOAT16: 16,
  FLOAT8E4M3FN: 17,
  FLOAT8E4M3FNUZ: 18,
  FLOAT8E5M2: 19,
  FLOAT8E5M2FNUZ: 20,
  UINT4: 21,
  INT4: 22,
  FLOAT4E2M1: 23,
} as const;

/** `AttributeProto.AttributeType`. */
export const ATTRIBUTE = {
  FLOAT: 1,
  INT: 2,
  STRING: 3,
  TENSOR: 4,
  GRAPH: 5,
  FLOATS: 6,
  INTS: 7,
  STRINGS: 8,
  TENSORS: 9,
  GRAPHS: 10,
  SPARSE_TENSOR: 11,
  SPARSE_TENSORS: 12,
  TYPE_PROTO: 13,
  TYPE_PROTOS: 14,
} as const;

/** `TensorProto.DataLocation`. */
export const EXTERNAL = 1;

type Listed = "floatData" | "int32Data" | "int64Data" | "doubleData" | "uint64Data" | "stringData";

type Layout = {
  /** Bits of an element in raw bytes; a string has none. */
  readonly bits?: number;
  /** Where elements stand when they are not raw, and how many of its entries an element takes. */
  readonly list: Listed;
  readonly entries: number;
};

const LAYOUT: ReadonlyMap<number, Layout> = new Map([
  ...layouts("floatData", 32, [DATA_TYPE.FLOAT]),
  ...layouts("floatData", 64, [DATA_TYPE.COMPLEX64], 2),
  ...layouts("doubleData", 64, [DATA_TYPE.DOUBLE]),
  ...layouts("doubleData", 128, [DATA_TYPE.COMPLEX128], 2),
  ...layouts("int64Data", 64, [DATA_TYPE.INT64]),
  ...layouts("uint64Data", 64, [DATA_TYPE.UINT64]),
  ...layouts("uint64Data", 32, [DATA_TYPE.UINT32]),
  ...layouts("int32Data", 32, [DATA_TYPE.INT32]),
  ...layouts("int32Data", 16, [DATA_TYPE.UINT16, DATA_TYPE.INT16, DATA_TYPE.FLOAT16, DATA_TYPE.BFLOAT16]),
  ...layouts("int32Data", 8, [DATA_TYPE.UINT8, DATA_TYPE.INT8, DATA_TYPE.BOOL]),
  ...layouts("int32Data", 8, [DATA_TYPE.FLOAT8E4M3FN, DATA_TYPE.FLOAT8E4M3FNUZ]),
  ...layouts("int32Data", 8, [DATA_TYPE.FLOAT8E5M2, DATA_TYPE.FLOAT8E5M2FNUZ]),
  ...layouts("int32Data", 4, [DATA_TYPE.UINT4, DATA_TYPE.INT4, DATA_TYPE.FLOAT4E2M1], 0.5),
  [DATA_TYPE.STRING, { list: "stringData", entries: 1 }],
]);

/** Undefined for a data type that ONNX Runtime does not know. */
export function layoutOf(dataType: number): Layout | undefined {
  return LAYOUT.get(dataType);
}

/** The product of the dims, inexact beyond 2^53. */
export function elementCount(dims: readonly bigint[]): number {
  return dims.reduce((product, dim) => product * Number(dim), 1);
}

/** The elements of a float32 tensor that holds its own bytes: a view where alignment allows it, else a copy. */
export function floatsOf(tensor: Tensor): Float32Array {
  const { rawData, floatData } = tensor;
  if (rawData.length === 0) return Float32Array.from(floatData);
  const aligned =
    rawData.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? rawData : new Uint8Array(rawData);
  return new Float32Array(
    aligned.buffer,
    aligned.byteOffset,
    aligned.byteLength / Float32Array.BYTES_PER_ELEMENT,
  );
}

/** The elements of a small numeric tensor as numbers, inexact beyond 2^53; undefined for other types or longer ones. */
export function fewNumbersOf(tensor: Tensor, countMax: number): number[] | undefined {
  const count = elementCount(tensor.dims);
  if (count > countMax || tensor.dataLocation === EXTERNAL) return undefined;
  const { rawData } = tensor;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const isRaw = rawData.length > 0;
  switch (tensor.dataType) {
    case DATA_TYPE.INT64:
      return isRaw
        ? elements(count, (index) => Number(view.getBigInt64(index * 8, true)))
        : tensor.int64Data.map(Number);
    case DATA_TYPE.INT32:
      return isRaw ? elements(count, (index) => view.getInt32(index * 4, true)) : [...tensor.int32Data];
    case DATA_TYPE.FLOAT:
      return isRaw ? elements(count, (index) => view.getFloat32(index * 4, true)) : [...tensor.floatData];
    case DATA_TYPE.DOUBLE:
      return isRaw ? elements(count, (index) => view.getFloat64(index * 8, true)) : [...tensor.doubleData];
    default:
      return undefined;
  }
}

function elements(count: number, read: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => read(index));
}

function layouts(list: Listed, bits: number, types: readonly number[], entries = 1): [number, Layout][] {
  return types.map((type) => [type, { list, bits, entries }]);
}
