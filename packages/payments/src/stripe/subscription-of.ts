import { SUBSCRIPTION_STATES, type Subscription } from "@millrace/billing";
import { derivedId } from "@millrace/kernel";
import type Stripe from "stripe";
import { z } from "zod";
import { faultOfStripe } from "./fault-of-stripe.ts";
import { NEXT_PLAN, PLAN } from "./metadata.ts";

/** What has to come with a subscription of Stripe so that `subscriptionOf` can read it. */
export const SUBSCRIPTION_PARTS = ["schedule", "latest_invoice"];

const stateSchema = z.enum(SUBSCRIPTION_STATES);

type Known = {
  readonly teamId: string;
  /** Since when it is known to be overdue; null: it was not. */
  readonly pastDueSince: Date | null;
};

/** A subscription as of Stripe, absolutely, retrieved with `SUBSCRIPTION_PARTS`; null: it is over no plan of ours. */
export function subscriptionOf(
  { id, status, schedule, latest_invoice: invoice, ...found }: Stripe.Subscription,
  { teamId, pastDueSince }: Known,
): Subscription | null {
  const fee = found.items.data.find(({ price }) => price.recurring?.usage_type === "licensed");
  const planName = fee?.price.metadata[PLAN];
  if (fee === undefined || planName === undefined) return null;
  const nextPlan = typeof schedule === "object" ? schedule?.metadata?.[NEXT_PLAN] : undefined;
  const isOverdue = status === "past_due" || status === "unpaid";
  const invoicedAt = typeof invoice === "object" ? invoice?.created : undefined;
  return {
    teamId,
    id: subscriptionId(id),
    state: stateSchema.parse(status),
    planName,
    nextPlanName: nextPlan === undefined || nextPlan === planName ? null : nextPlan,
    cancelAt: dateOf(found.cancel_at),
    pastDueSince: isOverdue ? (pastDueSince ?? dateOf(invoicedAt ?? fee.current_period_start)) : null,
    provider: "stripe",
    providerId: id,
    currentPeriodStart: new Date(fee.current_period_start * 1000),
    currentPeriodEnd: new Date(fee.current_period_end * 1000),
    startedAt: new Date(found.start_date * 1000),
    endedAt: dateOf(found.ended_at),
  };
}

/** Ours for one of Stripe's, whoever hears of it first. */
export function subscriptionId(providerId: string): string {
  return derivedId("subscription", "stripe", providerId);
}

/** As it is now. */
export async function readSubscription(
  stripe: Stripe,
  providerId: string,
  known: Known,
): Promise<Subscription | null> {
  const found = await faultOfStripe(
    stripe.subscriptions.retrieve(providerId, { expand: [...SUBSCRIPTION_PARTS] }),
  );
  return subscriptionOf(found, known);
}

function dateOf(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined ? null : new Date(seconds * 1000);
}
