import type { Node } from "../schema/messages.ts";
import { concat, gather, matMul, reshape, sameCount, transpose } from "./infer-shapes.ts";
import {
  constantOfShape,
  convTranspose,
  expand,
  oneHot,
  pad,
  range,
  resize,
  scaled,
  window,
} from "./infer-sizes.ts";
import {
  broadcast,
  constantOf,
  countOf,
  type Known,
  knownOfShape,
  listOf,
  NUMBERS_MAX,
  product,
  RANK_MAX,
  UNKNOWN,
  vector,
} from "./known.ts";

type Rule = (node: Node, inputs: readonly Known[]) => Known;

/**
 * What is known of a node's first output. The operators are those that shapes are computed with and those that make
 * much out of little; of any other, nothing is known.
 */
export function infer(node: Node, inputs: readonly Known[]): Known {
  const known = RULES.get(node.opType)?.(node, inputs) ?? UNKNOWN;
  const { dims, numbers } = known;
  return {
    countMin: countOf(known),
    dims: dims && dims.length <= RANK_MAX ? dims : undefined,
    numbers: numbers && numbers.length <= NUMBERS_MAX ? numbers : undefined,
  };
}

const SAME_SHAPE = [
  ...["Cast", "Identity", "Neg", "Abs", "Floor", "Ceil", "Round", "Sqrt", "Exp", "Log", "Erf", "Sign", "Not"],
  ...[
    "Relu",
    "Sigmoid",
    "Tanh",
    "Sin",
    "Cos",
    "Softmax",
    "LogSoftmax",
    "Clip",
    "Reciprocal",
    "Dropout",
    "CumSum",
  ],
  ...[
    "RandomNormalLike",
    "RandomUniformLike",
    "EyeLike",
    "Trilu",
    "LayerNormalization",
    "Gelu",
    "IsNaN",
    "IsInf",
  ],
];
const BROADCAST = [
  ...["Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Sum", "Mean", "Where", "PRelu", "BitShift"],
  ...["And", "Or", "Xor", "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual"],
  ...["BitwiseAnd", "BitwiseOr", "BitwiseXor"],
];

const ARITHMETIC: ReadonlyMap<string, (...numbers: number[]) => number> = new Map([
  ["Add", (a = 0, b = 0) => a + b],
  ["Sub", (a = 0, b = 0) => a - b],
  ["Mul", (a = 0, b = 0) => a * b],
  ["Div", (a = 0, b = 1) => a / b],
  ["Pow", (a = 0, b = 1) => a ** b],
  ["Max", Math.max],
  ["Min", Math.min],
  ["Equal", (a, b) => Number(a === b)],
  ["Where", (condition, a = 0, b = 0) => (condition ? a : b)],
  ["Neg", (a = 0) => -a],
  ["Abs", (a = 0) => Math.abs(a)],
  ["Sqrt", (a = 0) => Math.sqrt(a)],
  ["Exp", (a = 0) => Math.exp(a)],
  ["Floor", (a = 0) => Math.floor(a)],
  ["Ceil", (a = 0) => Math.ceil(a)],
  ["Cast", (a = 0) => a],
  ["Identity", (a = 0) => a],
]);

/** Of an operator that is worked out. */
const OPERANDS_MAX = 8;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...SAME_SHAPE.map((name): [string, Rule] => [name, sameShape]),
  ...BROADCAST.map((name): [string, Rule] => [name, elementwise]),
  ["Constant", constantOf],
  ["Shape", (_, [data]) => (data?.dims ? vector(data.dims) : UNKNOWN)],
  ["Size", (_, [data]) => (data?.dims ? { dims: [], numbers: [product(data.dims)] } : UNKNOWN)],
  ["ConstantOfShape", constantOfShape],
  ["RandomNormal", (node) => knownOfShape(listOf(node, "shape", undefined) ?? [])],
  ["RandomUniform", (node) => knownOfShape(listOf(node, "shape", undefined) ?? [])],
  ["Expand", expand],
  ["Tile", (node, [data, repeats]) => scaled(data, listOf(node, "repeats", repeats))],
  ["Upsample", (node, [data, scales]) => scaled(data, listOf(node, "scales", scales))],
  ["Resize", resize],
  ["Pad", pad],
  ...["Conv", "AveragePool", "MaxPool", "LpPool"].map((name): [string, Rule] => [name, window]),
  ["ConvTranspose", convTranspose],
  ["Range", range],
  ["OneHot", oneHot],
  ["Concat", concat],
  ["MatMul", matMul],
  ["Gather", gather],
  ["Transpose", transpose],
  ["Reshape", reshape],
  ["Unsqueeze", sameCount],
  ["Squeeze", sameCount],
  ["Flatten", sameCount],
]);

function sameShape(node: Node, [data]: readonly Known[]): Known {
  return { dims: data?.dims, numbers: compute(node.opType, [data?.numbers]), countMin: data?.countMin };
}

function elementwise(node: Node, inputs: readonly Known[]): Known {
  const shapes = inputs.flatMap(({ dims }) => (dims ? [dims] : []));
  const countMin = inputs.reduce((most, input) => Math.max(most, countOf(input)), 0);
  if (shapes.length < inputs.length) return { countMin };
  const dims = broadcast(shapes);
  return {
    dims,
    numbers: compute(
      node.opType,
      inputs.map(({ numbers }) => numbers),
    ),
  };
}

/** Short constants are worked out, as scalars or lists of one length. */
function compute(opType: string, lists: readonly (readonly number[] | undefined)[]): number[] | undefined {
  const operation = ARITHMETIC.get(opType);
  const given = lists.flatMap((list) => (list ? [list] : []));
  if (operation === undefined || lists.length > OPERANDS_MAX || given.length < lists.length) return undefined;
  const length = given.reduce((most, list) => Math.max(most, list.length), 0);
  if (given.some((list) => list.length !== 1 && list.length !== length)) return undefined;
  return Array.from({ length }, (_, index) =>
    operation(...given.map((list) => list[list.length === 1 ? 0 : index] ?? 0)),
  );
}
