import { emitEvent } from "../webhooks/emit-event.ts";
import type { Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

type Reason = NonNullable<NonNullable<Subscription["cancellation_details"]>["reason"]>;

/** Ends a subscription for good. Its open invoices are no longer collected by themselves. */
export function endSubscription(world: World, subscription: Subscription, reason: Reason): void {
  const now = world.now();
  Object.assign(subscription, {
    status: "canceled",
    ended_at: now,
    canceled_at: subscription.canceled_at ?? now,
  });
  subscription.cancellation_details = { ...NO_DETAILS, ...subscription.cancellation_details, reason };
  for (const invoice of world.invoices.oldestFirst()) {
    if (invoice.parent?.subscription_details?.subscription !== subscription.id || invoice.status !== "open")
      continue;
    Object.assign(invoice, { auto_advance: false, next_payment_attempt: null });
  }
  emitEvent(world, "customer.subscription.deleted", subscription);
}

const NO_DETAILS = { comment: null, feedback: null, feedback_option: null };
