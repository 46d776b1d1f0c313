import type { LineParts } from "../invoices/make-line.ts";
import { createItem } from "../invoices/pending-items.ts";
import type { InvoiceLine, Subscription, SubscriptionItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { billSubscription, type Collection, collectNow } from "./bill-subscription.ts";
import { advanceLine, restParts, usageParts } from "./item-lines.ts";
import { type ItemInput, isMetered, wholePeriod } from "./items.ts";
import { type ItemPlan, planItemChanges } from "./plan-item-changes.ts";

export type ProrationBehavior = "always_invoice" | "create_prorations" | "none";

export type ItemChanges = {
  changes: readonly ItemInput[];
  /** Begins a new period for all items, with an anchor of its own. */
  restart: boolean;
  /** Seconds; from when on the rest of the period is reckoned. */
  at: number;
  proration: ProrationBehavior;
  collection: Collection;
};

/** Changes what is subscribed to, and invoices at once what does not wait for the end of the period. */
export function changeItems(world: World, subscription: Subscription, wanted: ItemChanges): void {
  const { at, proration, collection } = wanted;
  const isTrial = subscription.status === "trialing";
  const plan = planItemChanges(world, subscription, wanted.changes, at);
  const restarts = (wanted.restart || plan.restarts) && !isTrial;
  const owed = restarts ? [...plan.used, ...usedUntil(world, subscription, plan, at)] : plan.used;
  const prorations =
    isTrial || proration === "none"
      ? []
      : restarts
        ? creditsOf(world, subscription, plan, at)
        : plan.prorations;
  for (const parts of [...prorations, ...owed])
    createItem(world, { ...parts, customer: subscription.customer });
  for (const item of plan.items)
    if (isMetered(item.price) && plan.changed.has(item.id)) world.usageFrom.set(item.id, at);
  subscription.items.data = plan.items;
  const advance = restarts ? beginAnew(world, subscription, at) : [];
  const isDue = restarts || (proration === "always_invoice" && prorations.length + owed.length > 0);
  if (isTrial || !isDue) return;
  const period = { start: world.now(), end: world.now() };
  const invoice = billSubscription(world, subscription, {
    reason: "subscription_update",
    lines: advance,
    period,
  });
  collectNow(world, invoice, collection);
}

/** When all periods are cut short: what comes back of items that change and of those that stay. */
function creditsOf(world: World, subscription: Subscription, plan: ItemPlan, at: number): LineParts[] {
  const stays = staying(subscription, plan).filter((item) => !isMetered(item.price));
  const rests = stays.map((item) => restParts(world, subscription, { item, at, credit: true }));
  return [...plan.prorations.filter(({ amount }) => amount < 0), ...rests];
}

function usedUntil(world: World, subscription: Subscription, plan: ItemPlan, at: number): LineParts[] {
  const stays = staying(subscription, plan).filter((item) => isMetered(item.price));
  return stays.map((item) => usageParts(world, subscription, item, at));
}

const staying = ({ items }: Subscription, plan: ItemPlan): SubscriptionItem[] =>
  items.data.filter(({ id }) => !plan.changed.has(id) && plan.items.some((item) => item.id === id));

function beginAnew(world: World, subscription: Subscription, at: number): InvoiceLine[] {
  subscription.billing_cycle_anchor = at;
  for (const item of subscription.items.data) {
    const { start, end } = wholePeriod(subscription, item.price, at);
    Object.assign(item, { current_period_start: start, current_period_end: end });
  }
  return subscription.items.data
    .filter(({ price }) => !isMetered(price))
    .map((item) => advanceLine(world, subscription, item));
}
