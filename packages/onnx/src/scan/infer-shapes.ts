import type { Node } from "../schema/messages.ts";
import {
  broadcast,
  countOf,
  intOf,
  type Known,
  knownOfShape,
  listOf,
  NUMBERS_MAX,
  product,
  UNKNOWN,
} from "./known.ts";

// Operators that shapes go through on their way to where they count.

export function concat(node: Node, inputs: readonly Known[]): Known {
  const countMin = inputs.reduce((total, input) => total + countOf(input), 0);
  const shapes = inputs.flatMap(({ dims }) => (dims ? [dims] : []));
  const [first] = shapes;
  if (shapes.length < inputs.length || first === undefined) return { countMin };
  const axis = intOf(node, "axis", 0) + (intOf(node, "axis", 0) < 0 ? first.length : 0);
  const total = shapes.reduce((sum, dims) => sum + (dims[axis] ?? 0), 0);
  const isShort = first.length === 1 && total <= NUMBERS_MAX && inputs.every(({ numbers }) => numbers);
  const numbers = isShort ? inputs.flatMap((input) => input.numbers ?? []) : undefined;
  return { dims: first.map((dim, each) => (each === axis ? total : dim)), numbers };
}

export function matMul(_: Node, [left, right]: readonly Known[]): Known {
  const a = left?.dims;
  const b = right?.dims;
  if (a === undefined || b === undefined || a.length < 2 || b.length < 2) return UNKNOWN;
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)]);
  return batch ? knownOfShape([...batch, a.at(-2) ?? 1, b.at(-1) ?? 1]) : UNKNOWN;
}

export function gather(node: Node, [data, indices]: readonly Known[]): Known {
  if (data?.dims === undefined || indices?.dims === undefined) return UNKNOWN;
  const axis = intOf(node, "axis", 0) + (intOf(node, "axis", 0) < 0 ? data.dims.length : 0);
  const dims = [...data.dims.slice(0, axis), ...indices.dims, ...data.dims.slice(axis + 1)];
  const { numbers } = data;
  const picked = indices.numbers?.map((index) => numbers?.at(index) ?? Number.NaN);
  const isKnown = data.dims.length === 1 && picked !== undefined && !picked.some(Number.isNaN);
  return { dims, numbers: isKnown ? picked : undefined };
}

export function transpose(node: Node, [data]: readonly Known[]): Known {
  const dims = data?.dims;
  const order = listOf(node, "perm", undefined);
  return dims ? knownOfShape(order ? order.map((axis) => dims[axis] ?? 1) : dims.toReversed()) : UNKNOWN;
}

export function reshape(_: Node, [data, shape]: readonly Known[]): Known {
  if (data === undefined || data.dims === undefined || shape?.numbers === undefined) return UNKNOWN;
  const { dims } = data;
  const asked = shape.numbers.map((dim, axis) => (dim === 0 ? (dims[axis] ?? 0) : dim));
  const rest = product(dims) / (product(asked.filter((dim) => dim !== -1)) || 1);
  return { dims: asked.map((dim) => (dim === -1 ? rest : dim)), numbers: data.numbers };
}

/** The same elements in a shape that does not matter to what is bounded: as a vector, or one number. */
export function sameCount(_: Node, [data]: readonly Known[]): Known {
  if (data?.dims === undefined) return UNKNOWN;
  return {
    numbers: data.numbers,
    countMin: countOf(data),
    dims: data.numbers ? [data.numbers.length] : undefined,
  };
}
