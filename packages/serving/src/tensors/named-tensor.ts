/** Datatypes of the Open Inference Protocol that can be served. */
export const DATATYPES = [
  "BOOL",
  "UINT8",
  "UINT16",
  "UINT32",
  "UINT64",
  "INT8",
  "INT16",
  "INT32",
  "INT64",
  "FP16",
  "FP32",
  "FP64",
  "BYTES",
] as const;
export type Datatype = (typeof DATATYPES)[number];

/** What a model takes or gives under a name. A dimension of -1 may be of any size. */
export type TensorPort = {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
};

/** Numbers, truths or byte strings under a name, as the protocol's binary tensors are laid out. */
export type NamedTensor = {
  readonly name: string;
  readonly datatype: Datatype;
  /** No dimension is negative; empty for a scalar. */
  readonly shape: readonly number[];
  /**
   * Row-major, little-endian, without padding. BOOL is one byte, 0 or 1. An element of BYTES is its length as
   * uint32 and then its bytes.
   */
  readonly data: Uint8Array;
};
