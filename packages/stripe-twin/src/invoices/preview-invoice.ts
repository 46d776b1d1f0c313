import { z } from "zod";
import { flag, integer, listOf, name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { advanceLine, usageLine } from "../subscriptions/item-lines.ts";
import { isMetered, itemParams, wholePeriod } from "../subscriptions/items.ts";
import { type ItemPlan, planItemChanges } from "../subscriptions/plan-item-changes.ts";
import type { Invoice, InvoiceLine, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { blankInvoice } from "./make-invoice.ts";
import { makeLine } from "./make-line.ts";
import { pendingLines } from "./pending-items.ts";

export const previewParams = z.strictObject({
  customer: name.optional(),
  subscription: name,
  subscription_details: z
    .strictObject({
      cancel_at_period_end: flag.optional(),
      items: listOf(itemParams).optional(),
      proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
      proration_date: integer.optional(),
    })
    .optional(),
});

/** The next invoice of a subscription as it would be now, or after a change of its items. Nothing is kept of it. */
export function previewInvoice(world: World, input: z.output<typeof previewParams>): Invoice {
  const subscription = world.subscriptions.need(input.subscription, "subscription");
  if (subscription.ended_at !== null)
    throw invalid("No upcoming invoices for customer", undefined, "invoice_upcoming_none");
  const {
    items = [],
    proration_behavior: proration,
    proration_date: at,
    cancel_at_period_end: cancels,
  } = input.subscription_details ?? {};
  const plan = planItemChanges(world, subscription, items, at ?? world.now());
  const isNow = proration === "always_invoice";
  const ends = cancels ?? subscription.cancel_at_period_end;
  const changed = [...(proration === "none" ? [] : plan.prorations), ...plan.used].map((parts) =>
    makeLine(world, parts),
  );
  const cycle = isNow ? [] : cycleLines(world, subscription, plan, ends);
  const waiting = pendingLines(world, {
    customer: subscription.customer,
    currency: subscription.currency,
    subscription: subscription.id,
  });
  const end = Math.min(...plan.items.map((item) => item.current_period_end));
  const invoice = blankInvoice(world, `upcoming_${world.makeId("in")}`, {
    customer: world.customers.need(subscription.customer, "customer"),
    currency: subscription.currency,
    reason: "upcoming",
    lines: [...changed, ...waiting, ...cycle],
    period: { start: Math.min(...plan.items.map((item) => item.current_period_start)), end },
    subscription,
    autoAdvance: true,
    automaticTax: subscription.automatic_tax.enabled,
    collectionMethod: subscription.collection_method,
  });
  invoice.next_payment_attempt = isNow ? world.now() : end + DRAFT_SECONDS;
  return invoice;
}

const DRAFT_SECONDS = 3600;

function cycleLines(
  world: World,
  subscription: Subscription,
  { items }: ItemPlan,
  ends: boolean,
): InvoiceLine[] {
  const end = Math.min(...items.map((item) => item.current_period_end));
  const due = items.filter((item) => item.current_period_end === end);
  const used = due
    .filter(({ price }) => isMetered(price))
    .map((item) => usageLine(world, subscription, item, end));
  if (ends) return used;
  const next = due
    .filter(({ price }) => !isMetered(price))
    .map((item) => ({
      ...item,
      current_period_start: end,
      current_period_end: wholePeriod(subscription, item.price, end).end,
    }));
  return [...next.map((item) => advanceLine(world, subscription, item)), ...used];
}
