import { minorToPico } from "@millrace/billing";
import type { TopUpRule } from "@millrace/payments";

/** A rule that buys credit, with its amounts in picos. */
export type ShownTopUp = Pick<TopUpRule, "belowPico" | "disabledAt" | "failure"> & {
  amountPico: bigint;
  monthlyMaxPico: bigint;
};

export function shownTopUp(
  { belowPico, amountMinor, monthlyMaxMinor, disabledAt, failure }: TopUpRule,
  currency: string,
): ShownTopUp {
  return {
    ...{ belowPico, disabledAt, failure },
    amountPico: minorToPico(amountMinor, currency),
    monthlyMaxPico: minorToPico(monthlyMaxMinor, currency),
  };
}
