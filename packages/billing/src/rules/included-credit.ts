import type { Period } from "@millrace/kernel";
import { type PlanPart, shareOf } from "./plan-parts.ts";

/** Credit that comes with a plan, from a moment to the end of its month. */
export type Inclusion = Period & {
  readonly subscriptionId: string;
  /** The plan, for people. */
  readonly title: string;
  readonly amountPico: bigint;
};

/**
 * What the plans of a month include: each for the rest of the month from where it begins. A plan that takes over adds what it
 * includes more than any before it in that month, as theirs was given for the rest of the month too.
 */
export function includedCredit(parts: readonly PlanPart[], month: Period): Inclusion[] {
  let givenPico = 0n;
  return parts.flatMap(({ subscriptionId, version, start }) => {
    const { title, includedPico } = version;
    const morePico = includedPico - givenPico;
    if (morePico <= 0n) return [];
    givenPico = includedPico;
    const rest = { start, end: month.end };
    const amountPico = shareOf(morePico, rest, month);
    return amountPico === 0n ? [] : [{ ...rest, subscriptionId, title, amountPico }];
  });
}
