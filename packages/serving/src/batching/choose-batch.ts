/** Bounds of one batch. */
export type BatchBounds = {
  /** Rows × padded length. An input that is longer goes alone. */
  readonly tokensMax: number;
  readonly rowsMax: number;
  /** What a batch costs on top of its padded tokens, in tokens: the price of one more call of the model. */
  readonly overheadTokens: number;
};

/**
 * Chooses what runs next, from the lengths of the waiting inputs, oldest first; gives positions in ascending order.
 *
 * The oldest always goes, so an input waits for at most as many batches as there were inputs before it. Around it
 * gather those nearest in length, each only while it adds no more padding than a batch of its own would cost. By
 * cost = rows × longest + overhead, a batch is then never dearer than its inputs one by one.
 */
export function chooseBatch(lengths: readonly number[], bounds: BatchBounds): number[] {
  if (lengths.length === 0) return [];
  const order = lengths.map((_, position) => position).sort((a, b) => lengthAt(a) - lengthAt(b));
  let shortest = order.indexOf(0);
  let longest = shortest;
  for (;;) {
    const rows = longest - shortest + 1;
    const longestTokens = lengthOfRank(longest);
    const fits = (tokens: number) => rows < bounds.rowsMax && (rows + 1) * tokens <= bounds.tokensMax;
    const below = fits(longestTokens) ? longestTokens - lengthOfRank(shortest - 1) : Infinity;
    const above = fits(lengthOfRank(longest + 1))
      ? rows * (lengthOfRank(longest + 1) - longestTokens)
      : Infinity;
    if (!(Math.min(below, above) <= bounds.overheadTokens)) break;
    if (below <= above) shortest -= 1;
    else longest += 1;
  }
  return order.slice(shortest, longest + 1).sort((a, b) => a - b);

  function lengthAt(position: number): number {
    return lengths[position] ?? NaN;
  }
  /** NaN beyond either end, which fits nowhere. */
  function lengthOfRank(rank: number): number {
    return lengthAt(order[rank] ?? -1);
  }
}
