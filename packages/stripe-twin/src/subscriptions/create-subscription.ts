import { z } from "zod";
import {
  automaticTax,
  currency,
  emptiable,
  flag,
  integer,
  listOf,
  mergeMetadata,
  metadata,
  name,
  quantity,
  text,
} from "../http/fields.ts";
import { listAll } from "../http/list.ts";
import { invalid } from "../http/stripe-fault.ts";
import { voidInvoice } from "../invoices/close-invoice.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Price, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { billSubscription, collectNow } from "./bill-subscription.ts";
import { checkCard } from "./check-card.ts";
import { setStatus } from "./follow-invoice.ts";
import { advanceLine, freeLine } from "./item-lines.ts";
import { isMetered, itemParams, makeItem, priceOfItem, wholePeriod } from "./items.ts";
import { scheduleRenewals } from "./renew-subscription.ts";

const INCOMPLETE_SECONDS = 23 * 3600;
const DAY_SECONDS = 86_400;
const TRIAL_NOTICE_SECONDS = 3 * DAY_SECONDS;

/** What becomes of a trial that ends without a card. */
export const trialSettings = z
  .strictObject({
    end_behavior: z.strictObject({ missing_payment_method: z.enum(["cancel", "create_invoice", "pause"]) }),
  })
  .transform(({ end_behavior }) => ({ end_behavior: { ...end_behavior, billing_cycle_anchor: null } }));

export const sharedParams = {
  automatic_tax: automaticTax.optional(),
  cancel_at: emptiable(integer).optional(),
  cancel_at_period_end: flag.optional(),
  collection_method: z.enum(["charge_automatically", "send_invoice"]).optional(),
  days_until_due: quantity.optional(),
  default_payment_method: text.optional(),
  description: emptiable(text).optional(),
  items: listOf(itemParams).optional(),
  metadata: metadata.optional(),
  off_session: flag.optional(),
  payment_behavior: z.enum(["allow_incomplete", "default_incomplete", "error_if_incomplete"]).optional(),
  payment_settings: z
    .strictObject({ save_default_payment_method: z.enum(["off", "on_subscription"]).optional() })
    .optional(),
  proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
  trial_settings: trialSettings.optional(),
};

export const createSubscriptionParams = z.strictObject({
  ...sharedParams,
  billing_cycle_anchor: integer.optional(),
  billing_mode: z.strictObject({ type: z.enum(["classic", "flexible"]) }).optional(),
  currency: currency.optional(),
  customer: name,
  trial_end: integer.optional(),
  trial_period_days: quantity.optional(),
});

export type SubscriptionInput = z.output<typeof createSubscriptionParams>;

export function createSubscription(world: World, input: SubscriptionInput): Subscription {
  const customer = world.customers.need(input.customer, "customer");
  const prices = pricesOf(world, input);
  if (input.payment_behavior === "error_if_incomplete")
    checkCard(world, customer, input.default_payment_method);
  const subscription = world.subscriptions.add(blankSubscription(world, input, prices));
  if (customer.currency === null) customer.currency = subscription.currency;
  addItems(world, subscription, input, prices);
  emitEvent(world, "customer.subscription.created", subscription);
  scheduleRenewals(world, subscription);
  announceTrialEnd(world, subscription);
  firstInvoice(world, subscription, input);
  return subscription;
}

function pricesOf(world: World, { items = [] }: SubscriptionInput): Price[] {
  if (items.length === 0) throw invalid("Missing required param: items.", "items", "parameter_missing");
  const prices = items.map((item) => {
    const price = priceOfItem(world, item);
    if (price === null)
      throw invalid("Missing required param: items[0][price].", "items[0][price]", "parameter_missing");
    return price;
  });
  if (new Set(prices.map((price) => price.currency)).size > 1)
    throw invalid("All prices on a subscription must have the same currency.", "items");
  if (new Set(prices.map((price) => price.id)).size < prices.length)
    throw invalid("Cannot add multiple subscription items with the same price.", "items");
  return prices;
}

function addItems(
  world: World,
  subscription: Subscription,
  { items = [] }: SubscriptionInput,
  prices: readonly Price[],
): void {
  for (const [index, price] of prices.entries()) {
    const end = subscription.trial_end ?? wholePeriod(subscription, price, world.now()).end;
    const period = { start: world.now(), end };
    subscription.items.data.push(makeItem(world, subscription.id, price, items[index] ?? {}, period));
  }
  if (subscription.cancel_at_period_end) subscription.cancel_at = periodEnd(subscription);
}

/** When the first of its items' periods ends. */
export function periodEnd({ items }: Subscription): number {
  return Math.min(...items.data.map((item) => item.current_period_end));
}

function firstInvoice(world: World, subscription: Subscription, input: SubscriptionInput): void {
  const isTrial = subscription.status === "trialing";
  const free = (price: Price) => isTrial || isMetered(price);
  const stub = input.proration_behavior === "none" && input.billing_cycle_anchor !== undefined;
  const lines = subscription.items.data.map((item) =>
    free(item.price) || stub ? freeLine(world, subscription, item) : advanceLine(world, subscription, item),
  );
  const period = { start: world.now(), end: world.now() };
  const invoice = billSubscription(world, subscription, { reason: "subscription_create", lines, period });
  if (subscription.collection_method === "send_invoice") return;
  collectNow(world, invoice, {
    behavior: input.payment_behavior ?? "allow_incomplete",
    offSession: input.off_session ?? false,
  });
  if (subscription.status !== "incomplete") return;
  world.clock.later(world.now() + INCOMPLETE_SECONDS, () => {
    if (subscription.status !== "incomplete") return;
    if (invoice.status === "open") voidInvoice(world, invoice);
    subscription.ended_at = world.now();
    setStatus(world, subscription, "incomplete_expired");
  });
}

/** Tells three days before a trial ends, or at once when it is shorter. */
export function announceTrialEnd(world: World, subscription: Subscription): void {
  const end = subscription.trial_end;
  if (end === null) return;
  const tell = () => {
    if (subscription.status === "trialing" && subscription.trial_end === end)
      emitEvent(world, "customer.subscription.trial_will_end", subscription);
  };
  if (end - TRIAL_NOTICE_SECONDS <= world.now()) tell();
  else world.clock.later(end - TRIAL_NOTICE_SECONDS, tell);
}

function blankSubscription(world: World, input: SubscriptionInput, [price]: readonly Price[]): Subscription {
  const id = world.makeId("sub");
  const now = world.now();
  const trialEnd =
    input.trial_end ?? (input.trial_period_days ? now + input.trial_period_days * DAY_SECONDS : null);
  const sends = input.collection_method === "send_invoice";
  return {
    id,
    object: "subscription",
    application: null,
    application_fee_percent: null,
    automatic_tax: {
      disabled_reason: null,
      enabled: input.automatic_tax?.enabled ?? false,
      liability: input.automatic_tax?.enabled ? { type: "self" } : null,
    },
    billing_cycle_anchor: trialEnd ?? input.billing_cycle_anchor ?? now,
    billing_cycle_anchor_config: null,
    billing_mode:
      input.billing_mode?.type === "classic"
        ? { flexible: null, type: "classic" }
        : { flexible: { proration_discounts: "included" }, type: "flexible" },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: input.cancel_at ?? null,
    cancel_at_period_end: input.cancel_at_period_end ?? false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: input.collection_method ?? "charge_automatically",
    created: now,
    currency: price?.currency ?? "usd",
    customer: input.customer,
    customer_account: null,
    days_until_due: sends ? (input.days_until_due ?? 30) : null,
    default_payment_method: input.default_payment_method || null,
    default_source: null,
    default_tax_rates: [],
    description: input.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: listAll([], `/v1/subscription_items?subscription=${id}`),
    latest_invoice: null,
    livemode: world.livemode,
    managed_payments: null,
    metadata: mergeMetadata({}, input.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: "off",
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: trialEnd !== null ? "trialing" : sends ? "active" : "incomplete",
    test_clock: null,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: input.trial_settings ?? {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: "create_invoice" },
    },
    trial_start: trialEnd === null ? null : now,
  };
}
