import type { Node } from "../schema/messages.ts";
import { broadcast, constantOf, type Known, listOf, NUMBERS_MAX, product, UNKNOWN } from "./known.ts";

// Operators that make much out of little: their output is as large as a constant says.

export function constantOfShape(node: Node, [shape]: readonly Known[]): Known {
  if (shape?.numbers === undefined) return UNKNOWN;
  const count = product(shape.numbers);
  const fill = constantOf(node).numbers?.[0] ?? 0;
  const numbers = count <= NUMBERS_MAX ? Array.from({ length: Math.max(0, count) }, () => fill) : undefined;
  return { dims: shape.numbers, numbers };
}

export function expand(_: Node, [data, shape]: readonly Known[]): Known {
  if (shape?.numbers === undefined) return UNKNOWN;
  const dims = data?.dims && broadcast([data.dims, shape.numbers]);
  return dims ? { dims } : { countMin: product(shape.numbers) };
}

/** Each dim times its factor. */
export function scaled(data: Known | undefined, factors: readonly number[] | undefined): Known {
  if (factors === undefined) return UNKNOWN;
  const dims = data?.dims?.map((dim, axis) => Math.floor(dim * (factors[axis] ?? 1)));
  return dims ? { dims } : { countMin: product(factors) };
}

export function resize(node: Node, [data, second, third, sizes]: readonly Known[]): Known {
  if (sizes?.numbers !== undefined) return { countMin: product(sizes.numbers) };
  // Operator set 10 has the scales where later ones have the region of interest.
  return scaled(data, node.input.length === 2 ? second?.numbers : third?.numbers);
}

/** Pads stand as all beginnings, then all ends. */
export function pad(node: Node, [data, padsInput, , axes]: readonly Known[]): Known {
  const pads = listOf(node, "pads", padsInput);
  if (pads === undefined) return UNKNOWN;
  const half = pads.length / 2;
  const grown = (dim: number, axis: number) => dim + (pads[axis] ?? 0) + (pads[axis + half] ?? 0);
  if (data?.dims !== undefined && axes === undefined) return { dims: data.dims.map(grown) };
  return { countMin: product(Array.from({ length: half }, (_, axis) => Math.max(1, grown(1, axis)))) };
}

/** Padding can make a convolution's output as large as the file says, whatever the input. */
export function window(node: Node): Known {
  const pads = listOf(node, "pads", undefined) ?? [];
  const half = pads.length / 2;
  const strides = listOf(node, "strides", undefined) ?? [];
  const padded = Array.from({ length: half }, (_, axis) => (pads[axis] ?? 0) + (pads[axis + half] ?? 0));
  return { countMin: product(padded.map((size, axis) => Math.max(1, size / (strides[axis] ?? 1)))) };
}

export function convTranspose(node: Node): Known {
  const sizes = listOf(node, "output_shape", undefined) ?? listOf(node, "output_padding", undefined) ?? [];
  return { countMin: product(sizes.map((size) => Math.max(1, size))) };
}

export function range(_: Node, [start, limit, delta]: readonly Known[]): Known {
  const [from, to, step] = [start, limit, delta].map((known) => known?.numbers?.[0]);
  if (from === undefined || to === undefined || step === undefined) return UNKNOWN;
  const count = Math.max(0, Math.ceil((to - from) / step));
  const isShort = count <= NUMBERS_MAX;
  return {
    dims: [count],
    numbers: isShort ? Array.from({ length: count }, (_, index) => from + index * step) : undefined,
  };
}

export function oneHot(_: Node, [indices, depth]: readonly Known[]): Known {
  const size = depth?.numbers?.[0];
  if (size === undefined) return UNKNOWN;
  return indices?.dims ? { dims: [...indices.dims, size] } : { countMin: size };
}
