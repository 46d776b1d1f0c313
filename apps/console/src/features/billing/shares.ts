import type { UsageGroup } from "@millrace/metering";

type Figures = Pick<UsageGroup, "requests" | "inputTokens" | "amountPico">;

/** A part of a whole; `group` is null for all that has no row of its own. */
export type Share = Figures & { group: string | null };

/** The groups, dearest first, and in the last row what the whole has beyond them: so the rows add up to it to the pico. */
export function sharesOf(groups: readonly UsageGroup[], whole: Figures): Share[] {
  const shares: Share[] = groups
    .map(({ group, requests, inputTokens, amountPico }) => ({ group, requests, inputTokens, amountPico }))
    .toSorted((a, b) => (a.amountPico < b.amountPico ? 1 : a.amountPico > b.amountPico ? -1 : 0));
  const rest = shares.reduce(
    (left, share) => ({
      requests: left.requests - share.requests,
      inputTokens: left.inputTokens - share.inputTokens,
      amountPico: left.amountPico - share.amountPico,
    }),
    whole,
  );
  // The whole and its parts are read one after the other; what came in between belongs to the next reading.
  return rest.requests > 0 ? [...shares, { group: null, ...rest }] : shares;
}
