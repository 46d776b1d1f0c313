import type { PlanVersion } from "./plan-version.ts";

/** The version of a plan that is in force at a moment: the one that took effect last, at or before it. Null: none had yet. */
export function planAt(
  versions: readonly PlanVersion[],
  { planName, currency, at }: { planName: string; currency: string; at: Date },
): PlanVersion | null {
  let newest: PlanVersion | null = null;
  for (const version of versions) {
    if (version.planName !== planName || version.currency !== currency) continue;
    if (version.effectiveFrom > at) continue;
    if (newest === null || version.effectiveFrom > newest.effectiveFrom) newest = version;
  }
  return newest;
}
