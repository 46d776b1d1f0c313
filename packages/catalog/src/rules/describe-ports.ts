import { DATA_TYPE, type Port } from "@millrace/onnx";
import type { TensorPort } from "../model.ts";
import type { Unusable } from "./describe-model.ts";

/** Of the Open Inference Protocol, by `TensorProto.DataType`. */
const DATATYPES: ReadonlyMap<number, string> = new Map([
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
]);

/** What a graph takes or gives, in the protocol's words; or which of it the protocol has no word for. */
export function describePorts(ports: readonly Port[]): TensorPort[] | Unusable {
  const described: TensorPort[] = [];
  for (const { name, dataType, dims } of ports) {
    const datatype = DATATYPES.get(dataType ?? 0);
    if (datatype === undefined) {
      return { unusable: `${name} is of a type that the Open Inference Protocol does not have` };
    }
    // An open rank is told as one open dimension.
    const shape = (dims ?? [null]).map((dim) => (typeof dim === "number" ? dim : -1));
    described.push({ name, datatype, shape });
  }
  return described;
}
