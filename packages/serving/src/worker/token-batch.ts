import type { Batch } from "./batch.ts";
import { FRAME, type Frame } from "./frames.ts";

/** One row of numbers for each row of ids, in their order: views of one answer, which who keeps a row copies. */
export type Rows = readonly Float32Array[];

/** Rows of token ids as a batch: their lengths, then all ids without padding. */
export function tokenBatch(inputs: readonly Int32Array[]): Batch<Rows> {
  const words = new Int32Array(inputs.length + inputs.reduce((sum, { length }) => sum + length, 0));
  let offset = inputs.length;
  for (const [row, ids] of inputs.entries()) {
    words[row] = ids.length;
    words.set(ids, offset);
    offset += ids.length;
  }
  const rows = inputs.length;
  const pieces = [new Uint8Array(words.buffer)];
  return { kind: FRAME.tokens, rows, pieces, read: (frame) => readRows(frame, rows) };
}

function readRows({ header: { kind, width }, payload }: Frame, rows: number): Rows {
  if (kind !== FRAME.rows || payload.byteLength !== rows * width * Float32Array.BYTES_PER_ELEMENT) {
    throw new Error(`kind ${kind} with ${payload.byteLength} bytes for ${rows} rows of ${width}`);
  }
  const values = new Float32Array(payload.buffer, payload.byteOffset);
  return Array.from({ length: rows }, (_, row) => values.subarray(row * width, (row + 1) * width));
}
