import { type Access, accessOf, minorToPico, type Subscription } from "@millrace/billing";
import type { PlanVersion } from "@millrace/prices";
import { type PlanProspect, planProspect } from "./plan-prospect.ts";

/** A plan with its amounts in picos, as everything else on a page has them. */
export type ShownPlan = Pick<PlanVersion, "planName" | "title" | "includedPico"> & {
  feePico: bigint;
  minimumPico: bigint;
};

/** A plan that the team may take; `prospect` is null for the one that it has. */
export type PlanChoice = ShownPlan & { prospect: PlanProspect | null };

/** The plan that a team has, and what its state lets the team do. */
export type HeldPlan = Pick<Subscription, "state" | "provider" | "cancelAt" | "currentPeriodEnd"> & {
  plan: ShownPlan;
  /** The title of what takes over when the period ends; null: it goes on. */
  nextTitle: string | null;
  access: Access;
};

export type PlanView = { held: HeldPlan | null; choices: PlanChoice[] };

type Read = { subscription: Subscription | null; versions: readonly PlanVersion[]; now: Date };

/** What a page says of a team's plan, from the versions that are in force now, offered or not. */
export function planView({ subscription, versions, now }: Read): PlanView {
  const named = (name: string) => versions.find(({ planName }) => planName === name) ?? null;
  const version = subscription && named(subscription.planName);
  const from = subscription && version && { plan: version, periodEnd: subscription.currentPeriodEnd };
  return {
    held: subscription &&
      version && {
        state: subscription.state,
        provider: subscription.provider,
        cancelAt: subscription.cancelAt,
        currentPeriodEnd: subscription.currentPeriodEnd,
        plan: shownPlan(version),
        nextTitle: subscription.nextPlanName && (named(subscription.nextPlanName)?.title ?? null),
        access: accessOf(subscription, now),
      },
    choices: versions
      .filter(({ isOffered }) => isOffered)
      .map((offered) => ({
        ...shownPlan(offered),
        prospect: offered === version ? null : planProspect(from, offered, now),
      })),
  };
}

function shownPlan({
  planName,
  title,
  currency,
  feeMinor,
  includedPico,
  minimumMinor,
}: PlanVersion): ShownPlan {
  return {
    planName,
    title,
    includedPico,
    feePico: minorToPico(feeMinor, currency),
    minimumPico: minorToPico(minimumMinor, currency),
  };
}
