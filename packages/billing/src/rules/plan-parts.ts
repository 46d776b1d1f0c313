import type { Period } from "@millrace/kernel";
import { type PlanVersion, planAt } from "@millrace/prices";
import { roundedQuotient } from "./round.ts";

/** When a team was on a plan. */
export type Phase = {
  readonly subscriptionId: string;
  /** Who bills the plan's fee: `none` is Millrace. */
  readonly provider: "none" | "stripe";
  readonly planName: string;
  readonly startsAt: Date;
  /** Null: it goes on. */
  readonly endsAt: Date | null;
};

/** What of a phase is in a period, at the version that is in force when it begins there. */
export type PlanPart = Period &
  Pick<Phase, "subscriptionId" | "provider"> & { readonly version: PlanVersion };

/** The parts of a period in which a team had a plan, in their order. A plan that has no version yet costs and gives nothing. */
export function planParts(
  phases: readonly Phase[],
  { period, versions, currency }: { period: Period; versions: readonly PlanVersion[]; currency: string },
): PlanPart[] {
  return phases
    .flatMap(({ subscriptionId, provider, planName, startsAt, endsAt }) => {
      const start = laterOf(startsAt, period.start);
      const end = endsAt !== null && endsAt < period.end ? endsAt : period.end;
      const version = planAt(versions, { planName, currency, at: start });
      return start < end && version !== null ? [{ subscriptionId, provider, version, start, end }] : [];
    })
    .sort((left, right) => left.start.getTime() - right.start.getTime());
}

/** What a part of a period has of an amount that is for all of it, by the millisecond; rounded once. */
export function shareOf(amount: bigint, part: Period, whole: Period): bigint {
  return roundedQuotient(amount * msOf(part), msOf(whole));
}

function msOf({ start, end }: Period): bigint {
  return BigInt(end.getTime() - start.getTime());
}

export function laterOf(one: Date, other: Date): Date {
  return new Date(Math.max(one.getTime(), other.getTime()));
}
