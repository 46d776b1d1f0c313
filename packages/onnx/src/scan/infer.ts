import type { Node } from "../schema/messages.ts";
import {
  broadcast,
  constantOf,
  countOf,
  intOf,
  type Known,
  knownOfShape,
  listOf,
  NUMBERS_MAX,
  product,
  UNKNOWN,
  vector,
} from "./known.ts";

type Rule = (node: Node, inputs: readonly Known[]) => Known;

/**
 * What is known of a node's first output. The operators are those that shapes are computed with and those that make
 * much out of little; of any other, nothing is known.
 */
export function infer(node: Node, inputs: readonly Known[]): Known {
  return RULES.get(node.opType)?.(node, inputs) ?? UNKNOWN;
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
  const countMin = Math.max(0, ...inputs.map(countOf));
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
  if (operation === undefined || given.length < lists.length) return undefined;
  const length = Math.max(...given.map((list) => list.length));
  if (given.some((list) => list.length !== 1 && list.length !== length)) return undefined;
  return Array.from({ length }, (_, index) =>
    operation(...given.map((list) => list[list.length === 1 ? 0 : index] ?? 0)),
  );
}

function constantOfShape(node: Node, [shape]: readonly Known[]): Known {
  if (shape?.numbers === undefined) return UNKNOWN;
  const count = product(shape.numbers);
  const fill = constantOf(node).numbers?.[0] ?? 0;
  const numbers = count <= NUMBERS_MAX ? Array.from({ length: Math.max(0, count) }, () => fill) : undefined;
  return { dims: shape.numbers, numbers };
}

function expand(_: Node, [data, shape]: readonly Known[]): Known {
  if (shape?.numbers === undefined) return UNKNOWN;
  const dims = data?.dims && broadcast([data.dims, shape.numbers]);
  return dims ? { dims } : { countMin: product(shape.numbers) };
}

/** Each dim times its factor. */
function scaled(data: Known | undefined, factors: readonly number[] | undefined): Known {
  if (factors === undefined) return UNKNOWN;
  const dims = data?.dims?.map((dim, axis) => Math.floor(dim * (factors[axis] ?? 1)));
  return dims ? { dims } : { countMin: product(factors) };
}

function resize(node: Node, [data, second, third, sizes]: readonly Known[]): Known {
  if (sizes?.numbers !== undefined) return { countMin: product(sizes.numbers) };
  // Operator set 10 has the scales where later ones have the region of interest.
  return scaled(data, node.input.length === 2 ? second?.numbers : third?.numbers);
}

/** Pads stand as all beginnings, then all ends. */
function pad(node: Node, [data, padsInput, , axes]: readonly Known[]): Known {
  const pads = listOf(node, "pads", padsInput);
  if (pads === undefined) return UNKNOWN;
  const half = pads.length / 2;
  const grown = (dim: number, axis: number) => dim + (pads[axis] ?? 0) + (pads[axis + half] ?? 0);
  if (data?.dims !== undefined && axes === undefined) return { dims: data.dims.map(grown) };
  return { countMin: product(Array.from({ length: half }, (_, axis) => Math.max(1, grown(1, axis)))) };
}

/** Padding can make a convolution's output as large as the file says, whatever the input. */
function window(node: Node): Known {
  const pads = listOf(node, "pads", undefined) ?? [];
  const half = pads.length / 2;
  const strides = listOf(node, "strides", undefined) ?? [];
  const padded = Array.from({ length: half }, (_, axis) => (pads[axis] ?? 0) + (pads[axis + half] ?? 0));
  return { countMin: product(padded.map((size, axis) => Math.max(1, size / (strides[axis] ?? 1)))) };
}

function convTranspose(node: Node): Known {
  const sizes = listOf(node, "output_shape", undefined) ?? listOf(node, "output_padding", undefined) ?? [];
  return { countMin: product(sizes.map((size) => Math.max(1, size))) };
}

function range(_: Node, [start, limit, delta]: readonly Known[]): Known {
  const [from, to, step] = [start, limit, delta].map((known) => known?.numbers?.[0]);
  if (from === undefined || to === undefined || step === undefined) return UNKNOWN;
  const count = Math.max(0, Math.ceil((to - from) / step));
  const isShort = count <= NUMBERS_MAX;
  return {
    dims: [count],
    numbers: isShort ? Array.from({ length: count }, (_, index) => from + index * step) : undefined,
  };
}

function oneHot(_: Node, [indices, depth]: readonly Known[]): Known {
  const size = depth?.numbers?.[0];
  if (size === undefined) return UNKNOWN;
  return indices?.dims ? { dims: [...indices.dims, size] } : { countMin: size };
}

function concat(node: Node, inputs: readonly Known[]): Known {
  const countMin = inputs.reduce((total, input) => total + countOf(input), 0);
  const shapes = inputs.flatMap(({ dims }) => (dims ? [dims] : []));
  const [first] = shapes;
  if (shapes.length < inputs.length || first === undefined) return { countMin };
  const axis = intOf(node, "axis", 0) + (intOf(node, "axis", 0) < 0 ? first.length : 0);
  const total = shapes.reduce((sum, dims) => sum + (dims[axis] ?? 0), 0);
  const numbers = inputs.flatMap((input) => input.numbers ?? [Number.NaN]);
  const isKnown = first.length === 1 && numbers.length === total && !numbers.some(Number.isNaN);
  return { dims: first.with(axis < first.length ? axis : 0, total), numbers: isKnown ? numbers : undefined };
}

function matMul(_: Node, [left, right]: readonly Known[]): Known {
  const a = left?.dims;
  const b = right?.dims;
  if (a === undefined || b === undefined || a.length < 2 || b.length < 2) return UNKNOWN;
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  return batch ? knownOfShape([...batch, a.at(-2) ?? 1, b.at(-1) ?? 1]) : UNKNOWN;
}

function gather(node: Node, [data, indices]: readonly Known[]): Known {
  if (data?.dims === undefined || indices?.dims === undefined) return UNKNOWN;
  const axis = intOf(node, "axis", 0) + (intOf(node, "axis", 0) < 0 ? data.dims.length : 0);
  const dims = [...data.dims.slice(0, axis), ...indices.dims, ...data.dims.slice(axis + 1)];
  const { numbers } = data;
  const picked = indices.numbers?.map((index) => numbers?.at(index) ?? Number.NaN);
  const isKnown = data.dims.length === 1 && picked !== undefined && !picked.some(Number.isNaN);
  return { dims, numbers: isKnown ? picked : undefined };
}

function transpose(node: Node, [data]: readonly Known[]): Known {
  const dims = data?.dims;
  const order = listOf(node, "perm", undefined);
  return dims ? knownOfShape(order ? order.map((axis) => dims[axis] ?? 1) : dims.toReversed()) : UNKNOWN;
}

function reshape(_: Node, [data, shape]: readonly Known[]): Known {
  if (data === undefined || data.dims === undefined || shape?.numbers === undefined) return UNKNOWN;
  const { dims } = data;
  const asked = shape.numbers.map((dim, axis) => (dim === 0 ? (dims[axis] ?? 0) : dim));
  const rest = product(dims) / (product(asked.filter((dim) => dim !== -1)) || 1);
  return { dims: asked.map((dim) => (dim === -1 ? rest : dim)), numbers: data.numbers };
}

/** The same elements in a shape that does not matter to what is bounded: as a vector, or one number. */
function sameCount(_: Node, [data]: readonly Known[]): Known {
  if (data?.dims === undefined) return UNKNOWN;
  return {
    numbers: data.numbers,
    countMin: countOf(data),
    dims: data.numbers ? [data.numbers.length] : undefined,
  };
}
