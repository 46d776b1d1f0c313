import type { BatchCost } from "./cost-model.ts";

/** Bounds of one batch. */
export type BatchBounds = {
  /** Rows × padded length. An input that is longer goes alone. */
  readonly tokensMax: number;
  readonly rowsMax: number;
};

/**
 * Chooses what runs together, from the lengths of the waiting inputs in the order of their turn; gives positions in
 * ascending order.
 *
 * The first always goes. Around it gather those nearest in length, each only while the batch with it is predicted
 * to take no longer than the batch before and a batch of its own. So a batch never takes longer than its inputs one
 * by one, as far as the prediction is right.
 */
export function chooseBatch(lengths: readonly number[], bounds: BatchBounds, costMs: BatchCost): number[] {
  const [head] = lengths;
  if (head === undefined) return [];
  const order = nearestFirst(lengths, head);
  let first = order.indexOf(0);
  let last = first;
  for (;;) {
    const group = { rows: last - first + 1, longest: lengths[order[last] ?? 0] ?? head };
    const below = lossOf(lengths[order[first - 1] ?? -1], group, bounds, costMs);
    const above = lossOf(lengths[order[last + 1] ?? -1], group, bounds, costMs);
    if (Math.min(below, above) > 0) break;
    if (below <= above) first -= 1;
    else last += 1;
  }
  return [...order.subarray(first, last + 1)].sort((a, b) => a - b);
}

/** Positions by length; among equal lengths those whose turn is earlier lie nearer to the head. */
function nearestFirst(lengths: readonly number[], head: number): Float64Array {
  const count = lengths.length;
  const keys = Float64Array.from(lengths, (length, position) =>
    length < head ? length * count + (count - 1 - position) : length * count + position,
  ).sort();
  return keys.map((key) => {
    const rest = key % count;
    return (key - rest) / count < head ? count - 1 - rest : rest;
  });
}

type Group = { readonly rows: number; readonly longest: number };

/** How much longer it takes to add an input than to run it alone. Infinite when there is none, or no room. */
function lossOf(length: number | undefined, group: Group, bounds: BatchBounds, costMs: BatchCost): number {
  if (length === undefined) return Number.POSITIVE_INFINITY;
  const rows = group.rows + 1;
  const longest = Math.max(group.longest, length);
  if (rows > bounds.rowsMax || rows * longest > bounds.tokensMax) return Number.POSITIVE_INFINITY;
  return costMs(rows, longest) - costMs(group.rows, group.longest) - costMs(1, length);
}
