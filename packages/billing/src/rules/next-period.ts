import { periodOf } from "@millrace/kernel";
import type { Subscription } from "../plans/subscription.ts";

/**
 * A subscription that Millrace keeps, after the period that is over: ended, on its next plan, or going on to the end of the
 * month. Null: its period is not over, or it is a provider's to say.
 */
export function nextPeriod(subscription: Subscription, now: Date): Subscription | null {
  const { provider, endedAt, cancelAt, currentPeriodEnd, planName, nextPlanName } = subscription;
  if (provider !== "none" || endedAt !== null || now < currentPeriodEnd) return null;
  if (cancelAt !== null && cancelAt <= currentPeriodEnd)
    return { ...subscription, state: "canceled", nextPlanName: null, endedAt: cancelAt };
  return {
    ...subscription,
    planName: nextPlanName ?? planName,
    nextPlanName: null,
    currentPeriodStart: currentPeriodEnd,
    currentPeriodEnd: periodOf(currentPeriodEnd).end,
  };
}
