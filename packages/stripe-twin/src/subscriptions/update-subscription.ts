import { z } from "zod";
import { emptiable, integer, mergeMetadata } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { cancellationDetails } from "./cancel-subscription.ts";
import { changeItems } from "./change-items.ts";
import { checkCard } from "./check-card.ts";
import { announceTrialEnd, periodEnd, sharedParams } from "./create-subscription.ts";
import { renewSubscription, scheduleRenewals } from "./renew-subscription.ts";

export const updateSubscriptionParams = z.strictObject({
  ...sharedParams,
  billing_cycle_anchor: z.enum(["now", "unchanged"]).optional(),
  cancellation_details: cancellationDetails.optional(),
  pause_collection: emptiable(z.strictObject({ behavior: z.literal("keep_as_draft") })).optional(),
  proration_date: integer.optional(),
  trial_end: z.union([z.literal("now"), integer]).optional(),
});

export type SubscriptionUpdate = z.output<typeof updateSubscriptionParams>;

export function updateSubscription(world: World, id: string, input: SubscriptionUpdate): Subscription {
  const subscription = world.subscriptions.need(id);
  if (subscription.ended_at !== null)
    throw invalid("A canceled subscription can only update its cancellation_details and metadata.");
  const customer = world.customers.need(subscription.customer, "customer");
  if (input.payment_behavior === "error_if_incomplete" && input.items !== undefined)
    checkCard(world, customer, input.default_payment_method ?? subscription.default_payment_method);
  const before = structuredClone(subscription);
  setFields(world, subscription, input);
  setCancellation(world, subscription, input);
  if (input.trial_end !== undefined) moveTrialEnd(world, subscription, input.trial_end);
  if (input.items !== undefined || input.billing_cycle_anchor === "now")
    changeItems(world, subscription, {
      changes: input.items ?? [],
      restart: input.billing_cycle_anchor === "now",
      at: input.proration_date ?? world.now(),
      proration: input.proration_behavior ?? "create_prorations",
      collection: {
        behavior: input.payment_behavior ?? "allow_incomplete",
        offSession: input.off_session ?? true,
      },
    });
  emitEvent(world, "customer.subscription.updated", subscription, differences(before, subscription));
  if (input.trial_end === "now") renewSubscription(world, subscription, world.now());
  else scheduleRenewals(world, subscription);
  return subscription;
}

function setFields(world: World, subscription: Subscription, input: SubscriptionUpdate): void {
  const {
    default_payment_method: method,
    description,
    collection_method: collection,
    trial_settings: trial,
  } = input;
  if (method) world.paymentMethods.need(method, "default_payment_method");
  if (method !== undefined) subscription.default_payment_method = method || null;
  if (description !== undefined) subscription.description = description;
  if (collection !== undefined) subscription.collection_method = collection;
  if (input.days_until_due !== undefined) subscription.days_until_due = input.days_until_due;
  if (trial !== undefined) subscription.trial_settings = trial;
  if (input.automatic_tax !== undefined) subscription.automatic_tax.enabled = input.automatic_tax.enabled;
  if (input.pause_collection !== undefined)
    subscription.pause_collection =
      input.pause_collection === null
        ? null
        : { behavior: input.pause_collection.behavior, resumes_at: null };
  subscription.metadata = mergeMetadata(subscription.metadata, input.metadata);
}

function setCancellation(world: World, subscription: Subscription, input: SubscriptionUpdate): void {
  const { cancel_at_period_end: atEnd, cancel_at: at, cancellation_details: details } = input;
  if ((atEnd !== undefined || at !== undefined) && subscription.schedule !== null)
    throw invalid("The subscription is managed by a schedule; update the schedule's end_behavior instead.");
  if (atEnd !== undefined && at)
    throw invalid("You may only specify one of these parameters: cancel_at, cancel_at_period_end.");
  if (atEnd !== undefined) subscription.cancel_at = atEnd ? periodEnd(subscription) : null;
  if (atEnd !== undefined) subscription.cancel_at_period_end = atEnd;
  if (at !== undefined) subscription.cancel_at = at;
  if (atEnd !== undefined || at !== undefined)
    subscription.canceled_at = subscription.cancel_at === null ? null : world.now();
  if (details !== undefined) Object.assign(subscription.cancellation_details ?? {}, details);
}

function moveTrialEnd(world: World, subscription: Subscription, to: "now" | number): void {
  if (subscription.status !== "trialing") throw invalid("The subscription is not in its trial.", "trial_end");
  const end = to === "now" ? world.now() : to;
  subscription.trial_end = end;
  subscription.billing_cycle_anchor = end;
  for (const item of subscription.items.data) item.current_period_end = end;
  announceTrialEnd(world, subscription);
}

function differences(before: Subscription, after: Subscription): object {
  const changed = Object.entries(before).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(after, name)),
  );
  return Object.fromEntries(changed);
}
