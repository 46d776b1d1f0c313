import { Fault } from "@millrace/kernel";
import type Stripe from "stripe";
import type { PlanOrder } from "../provider.ts";
import { NEXT_PLAN } from "./metadata.ts";
import type { StripePrices } from "./stripe-prices.ts";

/** Brings a subscription to what is ordered; whatever of it is so already stays. One that has ended stays as it ended. */
export async function changeAtStripe(stripe: Stripe, prices: StripePrices, order: PlanOrder): Promise<void> {
  const { providerId, operationId } = order;
  const key = (step: string) => ({ idempotencyKey: `${operationId}:${step}` });
  const current = await stripe.subscriptions.retrieve(providerId);
  if (current.ended_at !== null) return;
  const schedule = typeof current.schedule === "string" ? current.schedule : current.schedule?.id;
  if (schedule !== undefined)
    await stripe.subscriptionSchedules.release(schedule, {}, key(`release:${schedule}`));
  if (order.kind === "change" && order.when === "now") {
    await stripe.subscriptions.update(
      providerId,
      {
        cancel_at_period_end: false,
        items: [{ id: feeOf(current).id, price: await prices.planPrice(order.plan) }],
        proration_behavior: "create_prorations",
      },
      key("items"),
    );
    return;
  }
  await stripe.subscriptions.update(
    providerId,
    { cancel_at_period_end: order.kind === "cancel" },
    key("cancellation"),
  );
  if (order.kind !== "change") return;
  const planned = await stripe.subscriptionSchedules.create(
    { from_subscription: providerId, metadata: { [NEXT_PLAN]: order.plan.planName } },
    key("schedule"),
  );
  const next = await prices.planPrice(order.plan);
  const phases = phasesOf(current, next);
  await stripe.subscriptionSchedules.update(planned.id, { end_behavior: "release", phases }, key("phases"));
}

/** What runs, until its period ends, and then the same with another fee. */
function phasesOf(
  { items }: Stripe.Subscription,
  nextPrice: string,
): Stripe.SubscriptionScheduleUpdateParams.Phase[] {
  const fee = feeOf({ items });
  const usage = items.data.filter(({ id }) => id !== fee.id).map(({ price }) => ({ price: price.id }));
  return [
    {
      items: [{ price: fee.price.id, quantity: fee.quantity ?? 1 }, ...usage],
      start_date: fee.current_period_start,
      end_date: fee.current_period_end,
    },
    {
      items: [{ price: nextPrice, quantity: 1 }, ...usage],
      duration: { interval: "month", interval_count: 1 },
      proration_behavior: "none",
    },
  ];
}

function feeOf({ items }: Pick<Stripe.Subscription, "items">): Stripe.SubscriptionItem {
  const fee = items.data.find(({ price }) => price.recurring?.usage_type === "licensed");
  if (fee !== undefined) return fee;
  throw new Fault({
    kind: "internal",
    code: "payments.no_fee",
    message: "The subscription at the payment provider has no plan of ours. An operator has to look at it.",
  });
}
