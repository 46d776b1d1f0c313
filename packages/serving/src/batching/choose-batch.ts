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
  const order = [...lengths.entries()].sort(([, a], [, b]) => a - b);
  let first = order.findIndex(([position]) => position === 0);
  let last = first;
  for (;;) {
    const group = { rows: last - first + 1, longest: order[last]?.[1] ?? 0 };
    const below = paddingOfShorter(group, order[first - 1]?.[1], bounds);
    const above = paddingOfLonger(group, order[last + 1]?.[1], bounds);
    if (Math.min(below, above) > bounds.overheadTokens) break;
    if (below <= above) first -= 1;
    else last += 1;
  }
  const chosen = order.slice(first, last + 1);
  return chosen.map(([position]) => position).sort((a, b) => a - b);
}

type Group = { readonly rows: number; readonly longest: number };

/** Padding that a shorter input brings: its own. Infinite when there is none, or no room. */
function paddingOfShorter(group: Group, length: number | undefined, bounds: BatchBounds): number {
  if (length === undefined || !hasRoom(group.rows + 1, group.longest, bounds))
    return Number.POSITIVE_INFINITY;
  return group.longest - length;
}

/** Padding that a longer input brings: every row before it grows to its length. */
function paddingOfLonger(group: Group, length: number | undefined, bounds: BatchBounds): number {
  if (length === undefined || !hasRoom(group.rows + 1, length, bounds)) return Number.POSITIVE_INFINITY;
  return group.rows * (length - group.longest);
}

function hasRoom(rows: number, longest: number, bounds: BatchBounds): boolean {
  return rows <= bounds.rowsMax && rows * longest <= bounds.tokensMax;
}
