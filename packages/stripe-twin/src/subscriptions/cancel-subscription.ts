import { z } from "zod";
import { emptiable, flag, text } from "../http/fields.ts";
import { missing } from "../http/stripe-fault.ts";
import { createItem } from "../invoices/pending-items.ts";
import type { Invoice, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { billSubscription } from "./bill-subscription.ts";
import { endSubscription } from "./end-subscription.ts";
import { restParts, usageLine } from "./item-lines.ts";
import { isMetered } from "./items.ts";

export const cancellationDetails = z.strictObject({
  comment: emptiable(text).optional(),
  feedback: emptiable(
    z.enum([
      "customer_service",
      "low_quality",
      "missing_features",
      "other",
      "switched_service",
      "too_complex",
      "too_expensive",
      "unused",
    ]),
  ).optional(),
});

export const cancelParams = z.strictObject({
  cancellation_details: cancellationDetails.optional(),
  invoice_now: flag.optional(),
  prorate: flag.optional(),
});

/** Ends it now. What was used is only owed with `invoice_now`; what was paid in advance comes back with `prorate`. */
export function cancelSubscription(
  world: World,
  id: string,
  input: z.output<typeof cancelParams>,
): Subscription {
  const subscription = world.subscriptions.need(id);
  if (subscription.ended_at !== null) throw missing("subscription", id, "id");
  if (input.cancellation_details !== undefined)
    Object.assign(subscription.cancellation_details ?? {}, input.cancellation_details);
  const runs = ["active", "past_due", "unpaid"].includes(subscription.status);
  if (input.prorate === true && runs) giveBack(world, subscription);
  if (input.invoice_now === true && runs) finalInvoice(world, subscription, "subscription_update");
  endSubscription(world, subscription, "cancellation_requested");
  return subscription;
}

/** Ends it when it was to end; what was used until then is invoiced. */
export function endAtPeriodEnd(world: World, subscription: Subscription): void {
  if (subscription.status !== "trialing") finalInvoice(world, subscription, "subscription_cycle");
  endSubscription(world, subscription, "cancellation_requested");
}

function giveBack(world: World, subscription: Subscription): void {
  for (const item of subscription.items.data)
    if (!isMetered(item.price))
      createItem(world, {
        ...restParts(world, subscription, { item, at: world.now(), credit: true }),
        customer: subscription.customer,
      });
}

/** Over what was used and whatever waits; none when there is nothing. */
function finalInvoice(world: World, subscription: Subscription, reason: Invoice["billing_reason"]): void {
  const now = world.now();
  const metered = subscription.items.data.filter(({ price }) => isMetered(price));
  const waits = world.invoiceItems
    .oldestFirst()
    .some((item) => item.invoice === null && item.customer === subscription.customer);
  if (metered.length === 0 && !waits) return;
  const period = {
    start: Math.min(...subscription.items.data.map((item) => item.current_period_start)),
    end: now,
  };
  const lines = metered.map((item) => usageLine(world, subscription, item, now));
  billSubscription(world, subscription, {
    reason,
    lines,
    period,
    autoAdvance: subscription.status !== "unpaid",
  });
}
