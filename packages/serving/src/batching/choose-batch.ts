import type { BatchCost } from "./cost-model.ts";

/** Bounds of one batch. */
export type BatchBounds = {
  /** Rows × padded length. An input that is longer goes alone. */
  readonly tokensMax: number;
  readonly rowsMax: number;
};

/** What will run together so far. */
export type Group = { readonly rows: number; readonly longest: number };

export type JoinRules = {
  readonly bounds: BatchBounds;
  readonly costMs: BatchCost;
  /** What joining must save, as a part of what the input would take alone; 0 … 1. */
  readonly savingMin: number;
  /** A batch that is predicted to take longer takes nobody in. */
  readonly batchMsMax: number;
};

/**
 * Chooses who joins a group, from the lengths of the inputs that might, in the order of their turn; gives positions
 * in ascending order.
 *
 * Those nearest in length join first, each only while joining takes less than a batch of its own would, by
 * `savingMin` of that. So a batch never takes longer than its inputs one by one, as far as the prediction is right.
 */
export function chooseBatch(group: Group, lengths: readonly number[], rules: JoinRules): number[] {
  const order = sortByLength(lengths, group.longest);
  const lengthAt = (index: number) => lengths[order[index] ?? -1];
  let end = 0;
  for (const length of lengths) if (length < group.longest) end += 1;
  let start = end;
  let { rows, longest } = group;
  for (;;) {
    const below = lossOf(lengthAt(start - 1), { rows, longest }, rules);
    const above = lossOf(lengthAt(end), { rows, longest }, rules);
    if (Math.min(below, above) > 0) break;
    rows += 1;
    if (below <= above) start -= 1;
    else {
      longest = Math.max(longest, lengthAt(end) ?? 0);
      end += 1;
    }
  }
  return [...order.subarray(start, end)].sort((a, b) => a - b);
}

/** Whether an input of this length may join the group. */
export function canJoin(length: number, group: Group, rules: JoinRules): boolean {
  return lossOf(length, group, rules) <= 0;
}

/** Positions, shortest first; among equal lengths those whose turn is earlier lie nearer to `middle`. */
function sortByLength(lengths: readonly number[], middle: number): Float64Array {
  const count = lengths.length;
  const order = new Float64Array(count);
  for (const [position, length] of lengths.entries()) {
    order[position] = length * count + (length < middle ? count - 1 - position : position);
  }
  order.sort();
  for (const [index, key] of order.entries()) {
    const rest = key % count;
    order[index] = (key - rest) / count < middle ? count - 1 - rest : rest;
  }
  return order;
}

/** How much longer than allowed joining takes. Infinite when there is nobody to join, or no room. */
function lossOf(length: number | undefined, group: Group, rules: JoinRules): number {
  if (length === undefined) return Number.POSITIVE_INFINITY;
  const { bounds, costMs, savingMin, batchMsMax } = rules;
  const rows = group.rows + 1;
  const longest = Math.max(group.longest, length);
  if (rows > bounds.rowsMax || rows * longest > bounds.tokensMax) return Number.POSITIVE_INFINITY;
  const batchMs = costMs(rows, longest);
  if (batchMs > batchMsMax) return Number.POSITIVE_INFINITY;
  return batchMs - costMs(group.rows, group.longest) - costMs(1, length) * (1 - savingMin);
}

/** The batch of inputs of one length in which each costs least. */
export function bestBatch(length: number, { tokensMax, rowsMax }: BatchBounds, costMs: BatchCost) {
  let best = { rows: 1, rowMs: costMs(1, length) };
  for (let rows = 2; rows <= rowsMax && rows * length <= tokensMax; rows *= 2) {
    const rowMs = costMs(rows, length) / rows;
    if (rowMs < best.rowMs) best = { rows, rowMs };
  }
  return best;
}
