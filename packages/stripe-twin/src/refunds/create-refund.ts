import { z } from "zod";
import { integer, mergeMetadata, metadata, name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Charge, Refund } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export const refundParams = z.strictObject({
  amount: integer.refine((amount) => amount > 0, "must be above zero").optional(),
  charge: name.optional(),
  metadata: metadata.optional(),
  payment_intent: name.optional(),
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});

/** Gives back what was charged, or a part of it. Never more than is left of the charge. */
export function createRefund(world: World, input: z.output<typeof refundParams>): Refund {
  const charge = chargeOf(world, input);
  const amount = input.amount ?? charge.amount - charge.amount_refunded;
  check(charge, amount);
  const refund = world.refunds.add({
    id: world.makeId("re"),
    object: "refund",
    amount,
    balance_transaction: world.makeId("txn"),
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: mergeMetadata({}, input.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  });
  const before = { amount_refunded: charge.amount_refunded, refunded: charge.refunded };
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  emitEvent(world, "refund.created", refund);
  emitEvent(world, "charge.refunded", charge, before);
  return refund;
}

function chargeOf(world: World, { charge, payment_intent: intent }: z.output<typeof refundParams>): Charge {
  if (charge !== undefined) return world.charges.need(charge, "charge");
  if (intent === undefined)
    throw invalid(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  const { latest_charge: latest, status } = world.paymentIntents.need(intent, "payment_intent");
  if (latest === null || status !== "succeeded")
    throw invalid(
      `This PaymentIntent (${intent}) does not have a successful charge to refund.`,
      "payment_intent",
    );
  return world.charges.need(latest, "payment_intent");
}

function check(charge: Charge, amount: number): void {
  const left = charge.amount - charge.amount_refunded;
  if (charge.disputed)
    throw invalid(`Charge ${charge.id} has been charged back.`, undefined, "charge_disputed");
  if (left === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, "charge_already_refunded");
  if (amount > left)
    throw invalid(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`,
      "amount",
    );
}
