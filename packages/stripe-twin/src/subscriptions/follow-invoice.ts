import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { Invoice, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { endSubscription } from "./end-subscription.ts";

/** The subscription that an invoice is for. */
export function subscriptionOf(world: World, invoice: Invoice): Subscription | undefined {
  return world.subscriptions.find(invoice.parent?.subscription_details?.subscription ?? "");
}

/** The latest invoice being paid, the subscription is in order. */
export function followPaid(world: World, invoice: Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (subscription === undefined || subscription.latest_invoice !== invoice.id) return;
  const isResumed = subscription.status === "paused" && world.resumptions.get(subscription.id) === invoice.id;
  if (!["incomplete", "past_due", "unpaid"].includes(subscription.status) && !isResumed) return;
  setStatus(world, subscription, "active");
  if (isResumed) emitEvent(world, "customer.subscription.resumed", subscription);
}

/** After a refusal it is past due; after the last one, what the settings say. */
export function followFailed(world: World, invoice: Invoice, { isLast }: { isLast: boolean }): void {
  const subscription = subscriptionOf(world, invoice);
  if (subscription === undefined || !["active", "past_due"].includes(subscription.status)) return;
  if (subscription.status === "active") setStatus(world, subscription, "past_due");
  if (!isLast) return;
  if (world.afterRetries === "cancel") endSubscription(world, subscription, "payment_failed");
  if (world.afterRetries === "unpaid") setStatus(world, subscription, "unpaid");
}

export function setStatus(world: World, subscription: Subscription, status: Subscription["status"]): void {
  const previous = change(subscription, { status });
  emitEvent(world, "customer.subscription.updated", subscription, previous);
}
