import { type Port, PROTOCOL_DATATYPES } from "@millrace/onnx";
import type { TensorPort } from "../model.ts";
import type { Unusable } from "./describe-model.ts";

const DATATYPES: ReadonlyMap<number | undefined, string> = PROTOCOL_DATATYPES;

/** What a graph takes or gives, in the protocol's words; or which of it the protocol has no word for. */
export function describePorts(ports: readonly Port[]): TensorPort[] | Unusable {
  const described: TensorPort[] = [];
  for (const { name, dataType, dims } of ports) {
    const datatype = DATATYPES.get(dataType);
    if (datatype === undefined) {
      return { unusable: `${name} is of a type that the Open Inference Protocol does not have` };
    }
    // An open rank is told as one open dimension; to ONNX Runtime a dimension below zero is any.
    const shape = (dims ?? [null]).map((dim) => (typeof dim === "number" ? Math.max(dim, -1) : -1));
    described.push({ name, datatype, shape });
  }
  return described;
}
