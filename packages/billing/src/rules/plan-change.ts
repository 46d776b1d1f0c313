type Committed = { readonly feeMinor: bigint; readonly minimumMinor: bigint };

/** When a team's change from one plan to another takes effect: a dearer one at once, a cheaper one when the period ends that is paid for. */
export function planChange(from: Committed, to: Committed): "now" | "at_period_end" {
  const isDearer =
    to.feeMinor > from.feeMinor || (to.feeMinor === from.feeMinor && to.minimumMinor > from.minimumMinor);
  return isDearer ? "now" : "at_period_end";
}
