import { attributeOf } from "../scan/body.ts";
import type { Node } from "../schema/messages.ts";
import { DATA_TYPE, floatsOf } from "../tensor.ts";
import { addConstant, type Draft, draftNode, freshName } from "./draft.ts";
import { matrixOf, type Skipped, skip } from "./matrix.ts";
import { type Lines, quantizeLines } from "./quantize-lines.ts";

/** Names of values that several products share. */
export type Shared = {
  readonly draft: Draft;
  readonly weightBits: number;
  readonly activations: Map<string, { values: string; scale: string; zeroPoint: string }>;
  readonly weights: Map<string, { values: string; scales: string }>;
};

/** 255 × 127 × depth must stay below 2^31, or the integer sum could wrap around. */
const DEPTH_MAX = Math.floor((2 ** 31 - 1) / (255 * 127));

/** `left × right`, a constant matrix, times `alpha`, plus `bias`. */
type Product = {
  readonly node: Node;
  readonly left: string;
  readonly right: string;
  readonly isTransposed: boolean;
  readonly alpha: number;
  readonly bias: string | undefined;
};

/**
 * y = x·W becomes y = (quantize(x) · Wq) × (scale of x × scales of W): DynamicQuantizeLinear, MatMulInteger, Cast, Mul, and
 * Add for a bias. In this order of operands ONNX Runtime fuses the tail into one kernel.
 */
export function replaceProduct(shared: Shared, node: Node): Node[] | Skipped {
  const product = node.opType === "Gemm" ? productOfGemm(shared, node) : productOfMatMul(node);
  if ("reason" in product) return product;
  const weight = quantizeRight(shared, product);
  if ("reason" in weight) return weight;
  const { draft } = shared;
  const label = node.name || node.output[0] || node.opType;
  const nodes: Node[] = [];
  const activation = quantizeLeft(shared, product.left, nodes);
  const add = (opType: string, input: string[], output = freshName(draft, `${label}_${opType}_output`)) => {
    nodes.push(draftNode(draft, opType, { label, input, output: [output] }));
    return output;
  };
  const integers = add("MatMulInteger", [activation.values, weight.values, activation.zeroPoint]);
  const floats = add("Cast", [integers]);
  const scale = add("Mul", [activation.scale, weight.scales]);
  const [output] = node.output;
  const scaled = add("Mul", [floats, scale], product.bias === undefined ? output : undefined);
  if (product.bias !== undefined) add("Add", [scaled, product.bias], output);
  return nodes;
}

function productOfMatMul(node: Node): Product {
  const [left = "", right = ""] = node.input;
  return { node, left, right, isTransposed: false, alpha: 1, bias: undefined };
}

function productOfGemm({ draft }: Shared, node: Node): Product | Skipped {
  const [left = "", right = "", bias = ""] = node.input;
  if (attributeOf(node, "transA")?.i) return skip(node, "its input is transposed");
  const product = {
    node,
    left,
    right,
    isTransposed: Boolean(attributeOf(node, "transB")?.i),
    alpha: attributeOf(node, "alpha")?.f ?? 1,
  };
  const beta = attributeOf(node, "beta")?.f ?? 1;
  if (bias === "" || beta === 0) return { ...product, bias: undefined };
  if (beta === 1) return { ...product, bias };
  const constant = draft.constants.get(bias);
  if (constant === undefined || constant.dataType !== DATA_TYPE.FLOAT || constant.dataLocation !== 0) {
    return skip(node, "its bias is scaled and not constant");
  }
  const data = floatsOf(constant).map((value) => value * beta);
  draft.replaced.add(bias);
  const dims = constant.dims.map(Number);
  return {
    ...product,
    bias: addConstant(draft, `${bias}_scaled`, { dims, dataType: DATA_TYPE.FLOAT, data }),
  };
}

/** The integers of a value, made once for all products that read it. */
function quantizeLeft({ draft, activations }: Shared, left: string, nodes: Node[]) {
  const known = activations.get(left);
  if (known !== undefined) return known;
  const [values, scale, zeroPoint] = [
    freshName(draft, `${left}_quantized`),
    freshName(draft, `${left}_scale`),
    freshName(draft, `${left}_zero_point`),
  ];
  const output = [values, scale, zeroPoint];
  nodes.push(draftNode(draft, "DynamicQuantizeLinear", { label: left, input: [left], output }));
  const made = { values, scale, zeroPoint };
  activations.set(left, made);
  return made;
}

/** The integers of a weight with a scale per output column, made once for all products that read it alike. */
function quantizeRight(shared: Shared, { node, right, isTransposed, alpha }: Product) {
  const { draft, weights, weightBits } = shared;
  const key = JSON.stringify([right, isTransposed, alpha]);
  const known = weights.get(key);
  if (known !== undefined) return known;
  const matrix = matrixOf(draft, node, right);
  if ("reason" in matrix) return matrix;
  const [depth, columns] = isTransposed ? [matrix.columns, matrix.rows] : [matrix.rows, matrix.columns];
  if (depth > DEPTH_MAX) return skip(node, "its weight has so many rows that integers could overflow");
  const to: Lines = { count: columns, length: depth, lineStride: 1, elementStride: columns };
  const from = isTransposed ? { ...to, lineStride: depth, elementStride: 1 } : to;
  const quantized = quantizeLines(matrix.values, { from, to, bits: weightBits });
  if (quantized === undefined) return skip(node, "its weight holds values that are not finite");
  draft.replaced.add(right);
  const made = {
    values: addConstant(draft, `${right}_quantized`, {
      dims: [depth, columns],
      dataType: DATA_TYPE.INT8,
      data: quantized.values,
    }),
    scales: addConstant(draft, `${right}_scales`, {
      dims: [columns],
      dataType: DATA_TYPE.FLOAT,
      data: quantized.scales.map((scale) => scale * alpha),
    }),
  };
  weights.set(key, made);
  return made;
}
