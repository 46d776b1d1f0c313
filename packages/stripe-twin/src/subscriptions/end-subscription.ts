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
  endSchedule(world, subscription);
  emitEvent(world, "customer.subscription.deleted", subscription);
}

function endSchedule(world: World, subscription: Subscription): void {
  const schedule = world.schedules.find(subscription.schedule ?? "");
  if (schedule === undefined) return;
  Object.assign(schedule, {
    status: "canceled",
    canceled_at: world.now(),
    current_phase: null,
    subscription: null,
  });
  emitEvent(world, "subscription_schedule.canceled", schedule);
}

const NO_DETAILS = { comment: null, feedback: null, feedback_option: null };
