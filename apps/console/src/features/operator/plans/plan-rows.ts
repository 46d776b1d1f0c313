import { type PlanVersion, planAt } from "@millrace/prices";

/** A version, and whether it holds. */
export type PlanRow = PlanVersion & {
  standing: "toCome" | "inForce" | "over";
  /** What the next version follows. */
  isNewest: boolean;
};

/** By plan and currency, newest first. */
export function planRows(versions: readonly PlanVersion[], at: Date): PlanRow[] {
  return [...Map.groupBy(versions, ({ planName, currency }) => `${planName} ${currency}`)]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([, own]) => {
      const sorted = own.toSorted(
        (left, right) => right.effectiveFrom.getTime() - left.effectiveFrom.getTime(),
      );
      return sorted.map((version, index) => ({
        ...version,
        standing: standingOf(version, planAt(own, { ...version, at }), at),
        isNewest: index === 0,
      }));
    });
}

function standingOf(version: PlanVersion, inForce: PlanVersion | null, at: Date): PlanRow["standing"] {
  if (version.effectiveFrom > at) return "toCome";
  return version === inForce ? "inForce" : "over";
}
