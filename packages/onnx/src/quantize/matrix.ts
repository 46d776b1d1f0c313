import type { Node } from "../schema/messages.ts";
import { DATA_TYPE, elementCount, floatsOf } from "../tensor.ts";
import type { Draft } from "./draft.ts";

/** A node that was left as it is. */
export type Skipped = { readonly node: string; readonly opType: string; readonly reason: string };

export function skip(node: Node, reason: string): Skipped {
  return { node: node.name || node.output[0] || "", opType: node.opType, reason };
}

type Matrix = { readonly rows: number; readonly columns: number; readonly values: Float32Array };

/** A constant as a float32 matrix, row by row, or why it is not one. */
export function matrixOf({ constants }: Draft, node: Node, name: string): Matrix | Skipped {
  const tensor = constants.get(name);
  if (tensor === undefined) return skip(node, "its weight is not constant");
  if (tensor.dataType !== DATA_TYPE.FLOAT) return skip(node, "its weight is not float32");
  if (tensor.dims.length !== 2) return skip(node, "its weight is not a matrix");
  if (tensor.dataLocation !== 0) return skip(node, "its weight lies in another file");
  const [rows = 0, columns = 0] = tensor.dims.map(Number);
  const values = floatsOf(tensor);
  if (values.length === 0 || values.length !== elementCount(tensor.dims)) {
    return skip(node, "its weight is empty or incomplete");
  }
  return { rows, columns, values };
}
