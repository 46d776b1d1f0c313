import type { PriceVersion } from "../price-version.ts";

/** Whose price of what, and when. Without a team: what is in force for those that have no price of their own. */
export type PriceMoment = { teamId: string | null; modelName: string; currency: string; at: Date };

/**
 * What is in force at a moment: of the team's own versions, else of everybody's, the one that took effect last, at or before
 * it. Null: nothing had a price yet.
 */
export function priceAt(versions: readonly PriceVersion[], moment: PriceMoment): PriceVersion | null {
  return newest(versions, moment) ?? newest(versions, { ...moment, teamId: null });
}

function newest(
  versions: readonly PriceVersion[],
  { teamId, modelName, currency, at }: PriceMoment,
): PriceVersion | null {
  let found: PriceVersion | null = null;
  for (const version of versions) {
    if (version.teamId !== teamId) continue;
    if (version.modelName !== modelName || version.currency !== currency) continue;
    if (version.effectiveFrom > at) continue;
    if (found === null || version.effectiveFrom > found.effectiveFrom) found = version;
  }
  return found;
}
