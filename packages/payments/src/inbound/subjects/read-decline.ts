import type Stripe from "stripe";
import { idOf } from "./reading.ts";

/** What of an invoice could not be collected, and why. */
export type Decline = {
  /** What is left to pay, in the currency's minor unit. */
  amountMinor: bigint;
  /** ISO 4217. */
  currency: string;
  /** In the provider's words; null: it gives none. */
  reason: string | null;
};

/** Why the newest invoice of a subscription is not paid; null: it is not one that waits to be paid. */
export async function readDecline(
  stripe: Stripe,
  { status, latest_invoice: invoice }: Stripe.Subscription,
): Promise<Decline | null> {
  const id = idOf(invoice);
  if (status !== "past_due" || id === null) return null;
  const found = await stripe.invoices.retrieve(id, { expand: ["payments.data.payment.payment_intent"] });
  if (found.status !== "open") return null;
  return {
    amountMinor: BigInt(found.amount_remaining),
    currency: found.currency.toUpperCase(),
    reason: reasonIn(found.payments?.data ?? []),
  };
}

function reasonIn(payments: readonly Stripe.InvoicePayment[]): string | null {
  for (const { payment } of payments) {
    const intent = payment.payment_intent;
    if (typeof intent !== "object") continue;
    const reason = intent.last_payment_error?.message;
    if (reason !== undefined) return reason;
  }
  return null;
}
