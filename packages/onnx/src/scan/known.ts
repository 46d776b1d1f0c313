import type { Node, Tensor } from "../schema/messages.ts";
import { fewNumbersOf } from "../tensor.ts";
import { attributeOf } from "./body.ts";

/** Longer constants are no shapes, scales or counts. */
export const NUMBERS_MAX = 64;

/** ONNX Runtime's operators go up to 8 or so. */
export const RANK_MAX = 64;

/** What can be said of a value before anything runs. Nothing is known of what depends on an input. */
export type Known = {
  readonly dims?: readonly number[];
  /** The elements, of a short constant. */
  readonly numbers?: readonly number[];
  /** Where `dims` are unknown: it has at least as many elements. */
  readonly countMin?: number;
};

export const UNKNOWN: Known = {};

export function knownOfTensor(tensor: Tensor): Known {
  return { dims: tensor.dims.map(Number), numbers: fewNumbersOf(tensor, NUMBERS_MAX) };
}

export function knownOfShape(dims: readonly number[]): Known {
  return { dims };
}

export function vector(numbers: readonly number[]): Known {
  return { dims: [numbers.length], numbers: numbers.length <= NUMBERS_MAX ? numbers : undefined };
}

export function countOf({ dims, countMin = 0 }: Known): number {
  return dims === undefined ? countMin : product(dims);
}

export function product(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total * number, 1);
}

export function constantOf(node: Node): Known {
  const [attribute] = node.attribute;
  if (attribute === undefined) return UNKNOWN;
  const { t, sparseTensor, ints, floats } = attribute;
  if (t !== undefined) return knownOfTensor(t);
  if (sparseTensor !== undefined) return knownOfShape(sparseTensor.dims.map(Number));
  switch (attribute.name) {
    case "value_int":
      return { dims: [], numbers: [Number(attribute.i)] };
    case "value_float":
      return { dims: [], numbers: [attribute.f] };
    case "value_ints":
      return vector(ints.map(Number));
    case "value_floats":
      return vector(floats);
    default:
      return UNKNOWN;
  }
}

export function intOf(node: Node, name: string, otherwise: number): number {
  const attribute = attributeOf(node, name);
  return attribute === undefined ? otherwise : Number(attribute.i);
}

/** A list that older operator sets give as an attribute and newer ones as an input. */
export function listOf(node: Node, name: string, input: Known | undefined): readonly number[] | undefined {
  const attribute = attributeOf(node, name);
  if (attribute === undefined) return input?.numbers;
  // Inside a local function the value may be the caller's.
  if (attribute.refAttrName !== "") return undefined;
  return attribute.ints.length > 0 ? attribute.ints.map(Number) : attribute.floats;
}

/** NumPy's rule (https://github.com/onnx/onnx/blob/main/docs/Broadcasting.md); undefined where shapes do not fit. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  const dims: number[] = Array(rank).fill(1);
  for (const shape of shapes) {
    for (const [axis, size] of shape.entries()) {
      const at = rank - shape.length + axis;
      if (dims[at] !== 1 && size !== 1 && dims[at] !== size) return undefined;
      if (size !== 1) dims[at] = size;
    }
  }
  return dims;
}
