import type { LineParts } from "../invoices/make-line.ts";
import { makeLine } from "../invoices/make-line.ts";
import { readUsage } from "../meters/read-usage.ts";
import { priceOf, prorate, type Stretch } from "../rules/prorate.ts";
import type { InvoiceLine, Price, Subscription, SubscriptionItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { isMetered, wholePeriod } from "./items.ts";

const nameOf = (world: World, { product }: Price) => world.products.find(product)?.name ?? product;

/** What an item costs for a whole period in advance. */
export function fullAmount({ price, quantity }: SubscriptionItem): number {
  return isMetered(price) ? 0 : priceOf(price.unit_amount_decimal ?? "0", String(quantity ?? 1));
}

/** An item that is paid in advance, for its current period; a first one that is shorter costs its share. */
export function advanceLine(world: World, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const period = { start: item.current_period_start, end: item.current_period_end };
  const whole = wholePeriod(subscription, item.price, period.start);
  const { quantity = 1, price } = item;
  return makeLine(world, {
    amount: prorate(fullAmount(item), period, {
      start: Math.min(whole.start, period.start),
      end: period.end,
    }),
    currency: price.currency,
    description: `${quantity} × ${nameOf(world, price)}`,
    period,
    quantity: String(quantity),
    price,
    subscription: subscription.id,
    subscriptionItem: item.id,
  });
}

/** A line over nothing: of a trial, or of usage that only begins. */
export function freeLine(world: World, subscription: Subscription, item: SubscriptionItem): InvoiceLine {
  const line = makeLine(world, {
    amount: 0,
    currency: item.price.currency,
    description:
      subscription.status === "trialing"
        ? `Trial period for ${nameOf(world, item.price)}`
        : nameOf(world, item.price),
    period: { start: item.current_period_start, end: item.current_period_end },
    quantity: isMetered(item.price) ? "0" : String(item.quantity ?? 1),
    price: item.price,
    subscription: subscription.id,
    subscriptionItem: item.id,
  });
  world.freeLines.add(line.id);
  return line;
}

/** What was used of a metered item in its current period until a moment; the draft counts it when it is reckoned. */
export function usageLine(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  until: number,
): InvoiceLine {
  return makeLine(world, {
    amount: 0,
    currency: item.price.currency,
    description: nameOf(world, item.price),
    period: { start: usageStart(world, item), end: until },
    quantity: "0",
    price: item.price,
    subscription: subscription.id,
    subscriptionItem: item.id,
  });
}

/** As `usageLine`, counted now and not again: for an item that ends in the midst of a period. */
export function usageParts(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  until: number,
): LineParts {
  const period = { start: usageStart(world, item), end: until };
  const meter = world.meters.need(item.price.recurring?.meter ?? "");
  const used = readUsage(world, meter, subscription.customer, period);
  const quantity = used.startsWith("-") ? "0" : used;
  return {
    amount: priceOf(item.price.unit_amount_decimal ?? "0", quantity),
    currency: item.price.currency,
    description: `${quantity} × ${nameOf(world, item.price)}`,
    period,
    quantity,
    price: item.price,
    subscription: subscription.id,
    subscriptionItem: item.id,
  };
}

/** The rest of an item's period from a moment on: given back (`credit`) or to be paid. */
export function restParts(world: World, subscription: Subscription, { item, at, credit }: Rest): LineParts {
  const stretch: Stretch = { start: at, end: item.current_period_end };
  const whole = wholePeriod(subscription, item.price, item.current_period_start);
  const amount = prorate(fullAmount(item), stretch, {
    start: Math.min(whole.start, item.current_period_start),
    end: item.current_period_end,
  });
  const { quantity = 1, price } = item;
  return {
    amount: credit ? -amount : amount,
    currency: price.currency,
    description: `${credit ? "Unused" : "Remaining"} time on ${quantity} × ${nameOf(world, price)} after ${dayOf(at)}`,
    period: stretch,
    quantity: String(quantity),
    price,
    subscription: subscription.id,
    subscriptionItem: item.id,
    proration: true,
  };
}

type Rest = { item: SubscriptionItem; at: number; credit: boolean };

const usageStart = (world: World, item: SubscriptionItem) =>
  Math.max(item.current_period_start, world.usageFrom.get(item.id) ?? 0);

const dayOf = (at: number) => new Date(at * 1000).toISOString().slice(0, 10);
