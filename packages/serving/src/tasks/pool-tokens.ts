import type { Pooling } from "../model.ts";
import { scaleToUnitLength } from "./cut-dimensions.ts";

/** The hidden states of one padded batch: [rows, paddedLength, width], rows padded on the right. */
type HiddenStates = {
  readonly values: Float32Array;
  readonly lengths: Int32Array;
  readonly paddedLength: number;
  readonly width: number;
};

/** One vector per row, made from its real tokens only: [rows, width]. */
export function poolTokens(hidden: HiddenStates, pooling: Pooling): Float32Array {
  const pooled = new Float32Array(hidden.lengths.length * hidden.width);
  for (const [row, length] of hidden.lengths.entries()) {
    const target = pooled.subarray(row * hidden.width, (row + 1) * hidden.width);
    const first = row * hidden.paddedLength;
    if (pooling === "mean") addMean(hidden, { first, length }, target);
    else target.set(tokenVector(hidden, pooling === "cls" ? first : first + length - 1));
  }
  return pooled;
}

function tokenVector(hidden: HiddenStates, token: number): Float32Array {
  return hidden.values.subarray(token * hidden.width, (token + 1) * hidden.width);
}

function addMean(
  { values, width }: HiddenStates,
  tokens: { first: number; length: number },
  target: Float32Array,
): void {
  const start = tokens.first * width;
  const end = start + tokens.length * width;
  for (let index = 0; index < width; index += 1) {
    // A sum in a local stays in a register, as a double; token by token, each would go through memory.
    let sum = 0;
    for (let offset = start + index; offset < end; offset += width) sum += values[offset] ?? 0;
    target[index] = sum / tokens.length;
  }
}

/** Scales each row of [rows, width] to unit length, in place. */
export function normalizeRows(matrix: Float32Array, width: number): void {
  for (let offset = 0; offset < matrix.length; offset += width) {
    scaleToUnitLength(matrix.subarray(offset, offset + width));
  }
}
