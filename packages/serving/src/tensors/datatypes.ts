import { DATATYPES, type Datatype } from "./named-tensor.ts";

type DatatypeFacts = {
  /** ONNX Runtime's word. */
  readonly runtime: "bool" | "string" | `${"u" | ""}int${8 | 16 | 32 | 64}` | `float${16 | 32 | 64}`;
  /** Bytes of an element; null where that depends on the element. */
  readonly bytes: number | null;
};

const FACTS: Readonly<Record<Datatype, DatatypeFacts>> = {
  BOOL: { runtime: "bool", bytes: 1 },
  UINT8: { runtime: "uint8", bytes: 1 },
  UINT16: { runtime: "uint16", bytes: 2 },
  UINT32: { runtime: "uint32", bytes: 4 },
  UINT64: { runtime: "uint64", bytes: 8 },
  INT8: { runtime: "int8", bytes: 1 },
  INT16: { runtime: "int16", bytes: 2 },
  INT32: { runtime: "int32", bytes: 4 },
  INT64: { runtime: "int64", bytes: 8 },
  FP16: { runtime: "float16", bytes: 2 },
  FP32: { runtime: "float32", bytes: 4 },
  FP64: { runtime: "float64", bytes: 8 },
  BYTES: { runtime: "string", bytes: null },
};

/** Null for what the protocol has no word for. */
export function datatypeOfRuntime(type: string): Datatype | null {
  return DATATYPES.find((datatype) => FACTS[datatype].runtime === type) ?? null;
}

/** Null for BYTES. */
export function elementBytesOf(datatype: Datatype): number | null {
  return FACTS[datatype].bytes;
}
