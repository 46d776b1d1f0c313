import type { InputPort } from "./snippet-subject.ts";

/** More numbers than this are no pleasure to read. */
const ELEMENTS_SHOWN_MAX = 32;
const SAMPLE_TEXT = "the wheel turns";

/** Bytes of an element as the protocol's binary tensors are laid out; an empty BYTES is its length alone. */
const ELEMENT_BYTES: Record<string, number> = {
  BOOL: 1,
  UINT8: 1,
  INT8: 1,
  UINT16: 2,
  INT16: 2,
  FP16: 2,
  UINT32: 4,
  INT32: 4,
  FP32: 4,
  BYTES: 4,
  UINT64: 8,
  INT64: 8,
  FP64: 8,
};

/** A tensor that a port takes, of the smallest size that makes sense and filled with zeros. */
export type SampleTensor = {
  name: string;
  datatype: string;
  shape: number[];
  /** For JSON; null where there are too many. */
  data: (number | boolean | string)[] | null;
  /** As the zeros of a binary tensor. */
  sizeBytes: number;
};

export function sampleTensor({ name, datatype, shape: dims }: InputPort): SampleTensor {
  const shape = dims.map((size) => (size < 0 ? 1 : size));
  const elements = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    datatype,
    shape,
    data: elements > ELEMENTS_SHOWN_MAX ? null : Array.from({ length: elements }, () => sampleOf(datatype)),
    sizeBytes: elements * (ELEMENT_BYTES[datatype] ?? 1),
  };
}

function sampleOf(datatype: string): number | boolean | string {
  if (datatype === "BYTES") return SAMPLE_TEXT;
  return datatype === "BOOL" ? false : 0;
}
