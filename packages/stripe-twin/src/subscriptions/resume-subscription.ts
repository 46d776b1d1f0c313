import { z } from "zod";
import { integer } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { voidInvoice } from "../invoices/close-invoice.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { billSubscription, collectNow } from "./bill-subscription.ts";
import { setStatus } from "./follow-invoice.ts";
import { advanceLine } from "./item-lines.ts";
import { isMetered, wholePeriod } from "./items.ts";
import { scheduleRenewals } from "./renew-subscription.ts";

const INVOICE_SECONDS = 23 * 3600;

export const resumeParams = z.strictObject({
  billing_cycle_anchor: z.strictObject({ type: z.enum(["now", "unchanged"]) }).optional(),
  proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
  proration_date: integer.optional(),
});

export function pauseSubscription(world: World, id: string): Subscription {
  const subscription = world.subscriptions.need(id);
  if (subscription.status !== "active")
    throw invalid(`Only active subscriptions can be paused; this one is ${subscription.status}.`);
  setStatus(world, subscription, "paused");
  emitEvent(world, "customer.subscription.paused", subscription);
  return subscription;
}

/** Begins a new period, which has to be paid before the subscription is active again; or goes on in the old one. */
export function resumeSubscription(
  world: World,
  id: string,
  input: z.output<typeof resumeParams>,
): Subscription {
  const subscription = world.subscriptions.need(id);
  if (subscription.status !== "paused")
    throw invalid(`Only paused subscriptions can be resumed; this one is ${subscription.status}.`);
  const now = world.now();
  if (input.billing_cycle_anchor?.type !== "unchanged") subscription.billing_cycle_anchor = now;
  for (const item of subscription.items.data) {
    item.current_period_start = now;
    item.current_period_end = wholePeriod(subscription, item.price, now).end;
  }
  const lines = subscription.items.data
    .filter(({ price }) => !isMetered(price))
    .map((item) => advanceLine(world, subscription, item));
  scheduleRenewals(world, subscription);
  if (lines.length === 0 || input.proration_behavior === "none") return reopen(world, subscription);
  const period = { start: now, end: now };
  const invoice = billSubscription(world, subscription, { reason: "subscription_update", lines, period });
  world.resumptions.set(subscription.id, invoice.id);
  collectNow(world, invoice, { behavior: "allow_incomplete", offSession: true });
  world.clock.later(now + INVOICE_SECONDS, () => {
    if (invoice.status === "open" && subscription.status === "paused") voidInvoice(world, invoice);
  });
  return subscription;
}

function reopen(world: World, subscription: Subscription): Subscription {
  setStatus(world, subscription, "active");
  emitEvent(world, "customer.subscription.resumed", subscription);
  return subscription;
}
