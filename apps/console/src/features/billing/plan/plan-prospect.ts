import { minorToPico, planChange } from "@millrace/billing";
import { periodOf } from "@millrace/kernel";
import type { PlanVersion } from "@millrace/prices";

/** A plan's amounts for a month. */
export type PlanTerms = Pick<PlanVersion, "currency" | "feeMinor" | "includedPico" | "minimumMinor">;

/** What becomes of a team that takes a plan. */
export type PlanProspect =
  | {
      when: "now";
      /** The end of the month (UTC), from which on it is the whole fee. */
      until: Date;
      /** For the rest of the month, beyond what the plan before is paid for. */
      feePico: bigint;
      /** Credit that comes at once, beyond what the plan before brought. */
      includedPico: bigint;
    }
  | { when: "at_period_end"; at: Date };

type From = { plan: PlanTerms; periodEnd: Date };

/** From the plan that the team has (null: none) to another, at a moment. The rest of a month is counted by the millisecond. */
export function planProspect(from: From | null, to: PlanTerms, now: Date): PlanProspect {
  if (from !== null && planChange(from.plan, to) === "at_period_end")
    return { when: "at_period_end", at: from.periodEnd };
  const { start, end } = periodOf(now);
  const rest = (pico: bigint) => (pico * msBetween(now, end)) / msBetween(start, end);
  const before = from?.plan ?? { feeMinor: 0n, includedPico: 0n };
  const feeMinor = to.feeMinor - before.feeMinor;
  const included = to.includedPico - before.includedPico;
  return {
    when: "now",
    until: end,
    feePico: rest(minorToPico(feeMinor, to.currency)),
    includedPico: included > 0n ? rest(included) : 0n,
  };
}

function msBetween(from: Date, to: Date): bigint {
  return BigInt(to.getTime() - from.getTime());
}
