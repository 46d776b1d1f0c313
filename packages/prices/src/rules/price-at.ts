import type { PriceVersion } from "../price-version.ts";

/** What is in force at a moment: the version that took effect last, at or before it. Null: nothing had a price yet. */
export function priceAt(
  versions: readonly PriceVersion[],
  { modelName, currency, at }: { modelName: string; currency: string; at: Date },
): PriceVersion | null {
  let newest: PriceVersion | null = null;
  for (const version of versions) {
    if (version.modelName !== modelName || version.currency !== currency) continue;
    if (version.effectiveFrom > at) continue;
    if (newest === null || version.effectiveFrom > newest.effectiveFrom) newest = version;
  }
  return newest;
}
