import { z } from "zod";
import { currency, decimal, flag, integer, metadata, name, quantity } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { createPrice, recurringParams } from "../prices/create-price.ts";
import { periodAround, type Recurrence } from "../rules/periods.ts";
import type { Stretch } from "../rules/prorate.ts";
import type { Price, Subscription, SubscriptionItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export const itemParams = z.strictObject({
  clear_usage: flag.optional(),
  deleted: flag.optional(),
  id: name.optional(),
  metadata: metadata.optional(),
  price: name.optional(),
  price_data: z
    .strictObject({
      currency,
      product: name,
      recurring: recurringParams,
      tax_behavior: z.enum(["exclusive", "inclusive", "unspecified"]).optional(),
      unit_amount: integer.optional(),
      unit_amount_decimal: decimal.optional(),
    })
    .optional(),
  quantity: quantity.optional(),
});

export type ItemInput = z.output<typeof itemParams>;

/** The price of an item; null where none is named. Fault 400 for one that does not recur or is no longer offered. */
export function priceOfItem(world: World, input: ItemInput): Price | null {
  if (input.price_data !== undefined) return createPrice(world, { ...input.price_data, active: false });
  if (input.price === undefined) return null;
  const price = world.prices.need(input.price, "items[0][price]");
  if (price.recurring === null)
    throw invalid(
      "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
      "items[0][price]",
    );
  if (!price.active)
    throw invalid(
      "The price specified is inactive. This field only accepts active prices.",
      "items[0][price]",
    );
  return price;
}

export function makeItem(
  world: World,
  subscriptionId: string,
  price: Price,
  input: ItemInput,
  period: Stretch,
): SubscriptionItem {
  return {
    id: world.makeId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: world.now(),
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: input.metadata ?? {},
    plan: planOf(price),
    price,
    ...(isMetered(price) ? {} : { quantity: input.quantity ?? 1 }),
    subscription: subscriptionId,
    tax_rates: [],
  };
}

export const isMetered = (price: Price): boolean => price.recurring?.usage_type === "metered";

export function recurrenceOf({ recurring }: Price): Recurrence {
  const interval = INTERVALS.find((known) => known === recurring?.interval) ?? "month";
  return { interval, count: recurring?.interval_count ?? 1 };
}

const INTERVALS = ["day", "week", "month", "year"] as const;

/** The whole period of an item around a moment, by its subscription's anchor. */
export function wholePeriod(
  subscription: Pick<Subscription, "billing_cycle_anchor">,
  price: Price,
  at: number,
): Stretch {
  return periodAround(subscription.billing_cycle_anchor, recurrenceOf(price), at);
}

/** The older shape of a price, which still comes with every item. */
export function planOf(price: Price): SubscriptionItem["plan"] {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? "month",
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: price.livemode,
    metadata: price.metadata,
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type ?? "licensed",
  };
}
