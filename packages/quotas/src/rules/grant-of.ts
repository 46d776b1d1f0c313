/** Of what is left, one lease takes at most this part ahead of need, so that others find something without asking back. */
const AHEAD_PART = 4n;

/** How an account stands before a lease grows. All amounts in its measure. */
export type Standing = {
  /** The limit less what was used; null: there is no limit any more. Below zero where use came late. */
  readonly left: bigint | null;
  readonly reservedByOthers: bigint;
  readonly reservedHere: bigint;
};

/**
 * By how much a lease grows: what its requests need now, and some of what they may want next. Less than `need` only when there is
 * no more: nothing that is reserved is given twice, and nothing that is free is refused.
 */
export function grantOf(standing: Standing, { need, want }: { need: bigint; want: bigint }): bigint {
  if (standing.left === null) return need + want;
  const free = standing.left - standing.reservedByOthers - standing.reservedHere;
  if (free <= 0n) return 0n;
  if (need >= free) return free;
  const ahead = (free - need) / AHEAD_PART;
  return need + (want < ahead ? want : ahead);
}
