import { mergeMetadata } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import type { LineParts } from "../invoices/make-line.ts";
import type { Price, Subscription, SubscriptionItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { restParts, usageParts } from "./item-lines.ts";
import {
  type ItemInput,
  isMetered,
  makeItem,
  planOf,
  priceOfItem,
  recurrenceOf,
  wholePeriod,
} from "./items.ts";

export type ItemPlan = {
  /** As they will be. */
  items: SubscriptionItem[];
  /** What is given back and what is to be paid for the rest of the periods. */
  prorations: LineParts[];
  /** What was used of items that end or change their price. */
  used: LineParts[];
  /** The ids of items that are new, or go by another price or quantity, or end. */
  changed: Set<string>;
  /** Another interval begins a period of its own at once. */
  restarts: boolean;
};

/** What a change of items comes to at a moment, without changing anything. */
export function planItemChanges(
  world: World,
  subscription: Subscription,
  changes: readonly ItemInput[],
  at: number,
): ItemPlan {
  const items = [...subscription.items.data];
  const plan: ItemPlan = { items, prorations: [], used: [], changed: new Set(), restarts: false };
  for (const change of changes) {
    if (change.id === undefined) addItem({ world, subscription, plan, at }, change);
    else changeItem({ world, subscription, plan, at }, change);
  }
  if (plan.items.length === 0) throw invalid("A subscription must have at least one active item.", "items");
  return plan;
}

type Changing = { world: World; subscription: Subscription; plan: ItemPlan; at: number };

function addItem({ world, subscription, plan, at }: Changing, change: ItemInput): void {
  const price = priceOfItem(world, change);
  if (price === null)
    throw invalid("Missing required param: items[0][price].", "items[0][price]", "parameter_missing");
  if (plan.items.some((item) => item.price.id === price.id))
    throw invalid(
      `Cannot add multiple subscription items with the same price: ${price.id}`,
      "items[0][price]",
    );
  checkCurrency(subscription, price);
  const known = plan.items.find((item) => isSameInterval(item.price, price));
  const whole = wholePeriod(subscription, price, world.now());
  const end =
    subscription.trial_end !== null && subscription.status === "trialing"
      ? subscription.trial_end
      : whole.end;
  const period = { start: known?.current_period_start ?? world.now(), end: known?.current_period_end ?? end };
  const item = makeItem(world, subscription.id, price, change, period);
  plan.items.push(item);
  enterItem({ world, subscription, plan, at }, item);
}

function changeItem({ world, subscription, plan, at }: Changing, change: ItemInput): void {
  const index = plan.items.findIndex(({ id }) => id === change.id);
  const item = plan.items[index];
  if (item === undefined)
    throw invalid(`No such subscription_item: '${change.id}'`, "items[0][id]", "resource_missing");
  const price = priceOfItem(world, change) ?? item.price;
  checkCurrency(subscription, price);
  const quantity = isMetered(price) ? undefined : (change.quantity ?? item.quantity ?? 1);
  const isRemoved = change.deleted === true;
  const isSame = !isRemoved && price.id === item.price.id && quantity === item.quantity;
  if (isSame && change.metadata === undefined) return;
  if (!isSame) leaveItem({ world, subscription, plan, at }, item, change);
  if (isRemoved) {
    plan.items.splice(index, 1);
    return;
  }
  if (!isSameInterval(item.price, price)) plan.restarts = true;
  const { quantity: _, ...rest } = item;
  const metadata = mergeMetadata(item.metadata, change.metadata);
  const changed = {
    ...rest,
    price,
    plan: planOf(price),
    metadata,
    ...(quantity === undefined ? {} : { quantity }),
  };
  plan.items[index] = changed;
  if (!isSame) enterItem({ world, subscription, plan, at }, changed);
}

function enterItem({ world, subscription, plan, at }: Changing, item: SubscriptionItem): void {
  plan.changed.add(item.id);
  if (!isMetered(item.price))
    plan.prorations.push(restParts(world, subscription, { item, at, credit: false }));
}

/** What is owed for an item until now, and what comes back of what was paid for later. */
function leaveItem(
  { world, subscription, plan, at }: Changing,
  item: SubscriptionItem,
  change: ItemInput,
): void {
  plan.changed.add(item.id);
  if (!isMetered(item.price)) {
    plan.prorations.push(restParts(world, subscription, { item, at, credit: true }));
    return;
  }
  const keepsUsage = subscription.billing_mode.type === "flexible" && change.clear_usage !== true;
  if (keepsUsage && subscription.status !== "trialing")
    plan.used.push(usageParts(world, subscription, item, at));
}

function checkCurrency({ currency }: Subscription, price: Price): void {
  if (price.currency !== currency)
    throw invalid("All prices on a subscription must have the same currency.", "items");
}

function isSameInterval(one: Price, other: Price): boolean {
  const [first, second] = [recurrenceOf(one), recurrenceOf(other)];
  return first.interval === second.interval && first.count === second.count;
}
