import Stripe from "stripe";
import type { Charge, ChargeRequest } from "../provider.ts";
import { OPERATION, PURCHASE, TEAM } from "./metadata.ts";

const LISTED_MAX = 1_000;

/** Charges the customer's default card, or else the newest. Null: there is none. What may pass is thrown. */
export async function chargeAtStripe(stripe: Stripe, request: ChargeRequest): Promise<Charge | null> {
  const { teamId, customerId, operationId, attempt, amountMinor, currency } = request;
  const card = await findCard(stripe, customerId);
  if (card === null) return null;
  try {
    const intent = await stripe.paymentIntents.create(
      {
        amount: Number(amountMinor),
        currency: currency.toLowerCase(),
        customer: customerId,
        payment_method: card,
        confirm: true,
        off_session: true,
        description: "Credit",
        metadata: { [TEAM]: teamId, [OPERATION]: operationId, [PURCHASE]: "credit" },
      },
      { idempotencyKey: `${operationId}:charge:${attempt}` },
    );
    return chargeOf(intent);
  } catch (error) {
    const isRefusal =
      error instanceof Stripe.errors.StripeCardError ||
      error instanceof Stripe.errors.StripeInvalidRequestError;
    if (!isRefusal) throw error;
    return { state: "refused", id: error.payment_intent?.id ?? null, reason: error.message };
  }
}

export async function findCard(stripe: Stripe, customerId: string): Promise<string | null> {
  const customer = await stripe.customers.retrieve(customerId);
  if (customer.deleted) return null;
  const preferred = customer.invoice_settings.default_payment_method;
  if (preferred !== null) return typeof preferred === "string" ? preferred : preferred.id;
  const [newest] = (await stripe.paymentMethods.list({ customer: customerId, type: "card", limit: 1 })).data;
  return newest?.id ?? null;
}

export function chargeOf({ id, status, last_payment_error: error }: Stripe.PaymentIntent): Charge {
  if (status === "succeeded") return { state: "succeeded", id };
  if (status === "processing") return { state: "pending", id };
  return { state: "refused", id, reason: error?.message ?? "The card wants its holder to agree." };
}

/** By its metadata, among the customer's newest. Null: nothing was charged. */
export async function findChargeAtStripe(
  stripe: Stripe,
  { customerId, operationId, since }: { customerId: string; operationId: string; since: Date },
): Promise<Charge | null> {
  const created = { gte: Math.floor(since.getTime() / 1000) };
  let seen = 0;
  for await (const intent of stripe.paymentIntents.list({ customer: customerId, created, limit: 100 })) {
    if (intent.metadata[OPERATION] === operationId) return chargeOf(intent);
    seen += 1;
    if (seen >= LISTED_MAX) break;
  }
  return null;
}
