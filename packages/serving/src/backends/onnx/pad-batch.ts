import { endianness } from "node:os";
import type { TokenBatch } from "../backend.ts";

/** A batch as int64 tensors of [rows, paddedLength], padded on the right. */
export type PaddedBatch = {
  readonly lengths: Int32Array;
  readonly paddedLength: number;
  readonly ids: BigInt64Array;
  /** 1 for a token, 0 for padding. */
  readonly mask: BigInt64Array;
};

/** Where the low half of an int64 lies among its two int32 words. */
const LOW_WORD = endianness() === "LE" ? 0 : 1;

/**
 * Ids are not negative, so the low 32-bit word carries the whole value. Writing words instead of BigInts
 * allocates nothing per token.
 */
export function padBatch({ lengths, ids }: TokenBatch, padTokenId: number): PaddedBatch {
  const paddedLength = lengths.reduce((a, b) => Math.max(a, b), 0);
  const size = lengths.length * paddedLength;
  const paddedIds = new BigInt64Array(size);
  const mask = new BigInt64Array(size);
  if (padTokenId !== 0) paddedIds.fill(BigInt(padTokenId));
  const idWords = new Int32Array(paddedIds.buffer);
  const maskWords = new Int32Array(mask.buffer);
  let read = 0;
  for (const [row, length] of lengths.entries()) {
    let write = row * paddedLength * 2 + LOW_WORD;
    for (const end = read + length; read < end; read += 1, write += 2) {
      idWords[write] = ids[read] ?? 0;
      maskWords[write] = 1;
    }
  }
  return { lengths, paddedLength, ids: paddedIds, mask };
}
