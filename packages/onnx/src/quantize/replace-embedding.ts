import { attributeOf } from "../scan/body.ts";
import type { Node } from "../schema/messages.ts";
import { DATA_TYPE } from "../tensor.ts";
import { addConstant, draftNode, freshName } from "./draft.ts";
import { matrixOf, type Skipped, skip } from "./matrix.ts";
import { quantizeLines } from "./quantize-lines.ts";
import type { Shared } from "./replace-product.ts";

/** Rows picked from a constant table become integers with a scale per row: Gather, Cast and Mul by gathered scales. */
export function replaceEmbedding({ draft, weights }: Shared, node: Node): Node[] | Skipped {
  const [table = "", indices = ""] = node.input;
  if (attributeOf(node, "axis")?.i) return skip(node, "it does not pick rows");
  const key = JSON.stringify(["rows", table]);
  const made = weights.get(key) ?? quantizeTable();
  if ("reason" in made) return made;
  weights.set(key, made);
  const label = node.name || node.output[0] || node.opType;
  const gathered = freshName(draft, `${label}_integers`);
  const floats = freshName(draft, `${label}_floats`);
  const scales = freshName(draft, `${label}_scales`);
  return [
    draftNode(draft, "Gather", { label, input: [made.values, indices], output: [gathered] }),
    draftNode(draft, "Gather", { label, input: [made.scales, indices], output: [scales] }),
    draftNode(draft, "Cast", { label, input: [gathered], output: [floats] }),
    draftNode(draft, "Mul", { label, input: [floats, scales], output: node.output }),
  ];

  function quantizeTable() {
    const matrix = matrixOf(draft, node, table);
    if ("reason" in matrix) return matrix;
    const { rows, columns, values } = matrix;
    const lines = { count: rows, length: columns, lineStride: columns, elementStride: 1 };
    // Rows are multiplied as floats: no integer sum could saturate, so all eight bits are used.
    const quantized = quantizeLines(values, { from: lines, to: lines, bits: 8 });
    if (quantized === undefined) return skip(node, "its table holds values that are not finite");
    draft.replaced.add(table);
    return {
      values: addConstant(draft, `${table}_rows_quantized`, {
        dims: [rows, columns],
        dataType: DATA_TYPE.INT8,
        data: quantized.values,
      }),
      scales: addConstant(draft, `${table}_rows_scales`, {
        dims: [rows, 1],
        dataType: DATA_TYPE.FLOAT,
        data: quantized.scales,
      }),
    };
  }
}
