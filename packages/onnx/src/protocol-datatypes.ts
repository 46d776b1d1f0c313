import { DATA_TYPE } from "./tensor.ts";

/**
 * The Open Inference Protocol's words by `TensorProto.DataType`. The rest has none: bfloat16, complex, float8, 4 bits.
 */
export const PROTOCOL_DATATYPES = new Map([
  [DATA_TYPE.BOOL, "BOOL"],
  [DATA_TYPE.UINT8, "UINT8"],
  [DATA_TYPE.UINT16, "UINT16"],
  [DATA_TYPE.UINT32, "UINT32"],
  [DATA_TYPE.UINT64, "UINT64"],
  [DATA_TYPE.INT8, "INT8"],
  [DATA_TYPE.INT16, "INT16"],
  [DATA_TYPE.INT32, "INT32"],
  [DATA_TYPE.INT64, "INT64"],
  [DATA_TYPE.FLOAT16, "FP16"],
  [DATA_TYPE.FLOAT, "FP32"],
  [DATA_TYPE.DOUBLE, "FP64"],
  [DATA_TYPE.STRING, "BYTES"],
] as const);
