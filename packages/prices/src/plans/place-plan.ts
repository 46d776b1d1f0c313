import { closedUntil } from "../rules/closed-until.ts";
import type { Placing } from "../rules/place-in-history.ts";
import type { NewPlan, PlanVersion } from "./plan-version.ts";

/** Where a new version stands among those of the same plan and currency; as for prices, only the first may begin in the past. */
export function placePlan(history: readonly PlanVersion[], next: NewPlan, now: Date): Placing<PlanVersion> {
  const twin = history.find((version) => isSame(version, next));
  if (twin) return { kind: "known", version: twin };
  if (history.length === 0) return { kind: "new" };
  const after = closedUntil(history, now);
  return next.effectiveFrom > after ? { kind: "new" } : { kind: "too_late", after };
}

function isSame(version: PlanVersion, next: NewPlan): boolean {
  return (
    version.effectiveFrom.getTime() === next.effectiveFrom.getTime() &&
    version.title === next.title &&
    version.feeMinor === next.feeMinor &&
    version.includedPico === next.includedPico &&
    version.minimumMinor === next.minimumMinor &&
    version.isOffered === next.isOffered
  );
}
