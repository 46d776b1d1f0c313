import { attachPaymentMethod, cardOf, makeCard } from "../cards/attach-payment-method.ts";
import { mergeMetadata } from "../http/fields.ts";
import type { StripeFault } from "../http/stripe-fault.ts";
import { numberInvoice } from "../invoices/finalize-invoice.ts";
import { makeInvoice } from "../invoices/make-invoice.ts";
import { makeLine } from "../invoices/make-line.ts";
import { joinPayment, markPaid } from "../invoices/pay-invoice.ts";
import { answerForHolder, confirmIntent } from "../payments/confirm-intent.ts";
import { createIntent } from "../payments/create-intent.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { Purchase } from "./purchase.ts";

const DELAYED_SECONDS = 2 * 86_400;

/** Pays what a session sells, once. */
export function payOnce(world: World, purchase: Purchase): StripeFault | null {
  const { session, plan } = purchase;
  if (session.amount_total === 0) {
    session.payment_status = "no_payment_required";
    return null;
  }
  const intent = openIntent(world, purchase);
  if (purchase.delayed !== undefined) {
    payLater(world, purchase, intent);
    return null;
  }
  const refusal = charge(world, intent, purchase);
  if (refusal !== null) return refusal;
  session.payment_status = "paid";
  if (plan.input.invoice_creation?.enabled) session.invoice = invoicePurchase(world, purchase, intent);
  return null;
}

/** One intent a session, however often somebody tries; where they are may have changed the tax. */
function openIntent(world: World, { session, plan, customer }: Purchase): PaymentIntent {
  if (session.payment_intent !== null) {
    const known = world.paymentIntents.need(session.payment_intent);
    known.amount = session.amount_total ?? 0;
    return known;
  }
  const given = plan.input.payment_intent_data;
  const intent = createIntent(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? "usd",
    customer: customer?.id ?? null,
    paymentMethod: null,
    description: given?.description,
    metadata: mergeMetadata({}, given?.metadata),
    receiptEmail: given?.receipt_email,
    setupFutureUsage: given?.setup_future_usage,
  });
  session.payment_intent = intent.id;
  return intent;
}

/** A payment that goes on after the session is complete; two days later it is paid, or is not. */
function payLater(world: World, { session, delayed }: Purchase, intent: PaymentIntent): void {
  intent.status = "processing";
  emitEvent(world, "payment_intent.processing", intent);
  world.clock.later(world.now() + DELAYED_SECONDS, () => {
    const card = delayed === "succeeds" ? "pm_card_visa" : "pm_card_chargeCustomerFail";
    Object.assign(intent, { status: "requires_confirmation", payment_method: makeCard(world, card).id });
    const refusal = confirmIntent(world, intent, { offSession: true });
    if (refusal === null) session.payment_status = "paid";
    const outcome = refusal === null ? "succeeded" : "failed";
    emitEvent(world, `checkout.session.async_payment_${outcome}`, session);
  });
}

/** Whoever sits at the page agrees when their bank asks them. */
function charge(world: World, intent: PaymentIntent, { customer, card }: Purchase): StripeFault | null {
  const method = makeCard(world, card);
  intent.payment_method = method.id;
  const refusal = confirmIntent(world, intent, { offSession: false });
  if (refusal !== null) return refusal;
  if (intent.status === "requires_action") answerForHolder(world, intent, true);
  const keeps = intent.setup_future_usage !== null && customer !== null;
  if (keeps && cardOf(world, method.id).attach === "works")
    attachPaymentMethod(world, method.id, customer.id);
  return null;
}

/** A paid invoice of what was bought, where the session asked for one and knows whom it is for. */
function invoicePurchase(
  world: World,
  { session, plan, customer }: Purchase,
  intent: PaymentIntent,
): string | null {
  if (customer === null) return null;
  const now = { start: world.now(), end: world.now() };
  const given = plan.input.invoice_creation?.invoice_data;
  const invoice = makeInvoice(world, {
    customer,
    currency: intent.currency,
    reason: "manual",
    lines: plan.lines.map((line) =>
      makeLine(world, {
        amount: line.amount_subtotal,
        currency: line.currency,
        description: line.description,
        period: now,
        quantity: String(line.quantity ?? 1),
        price: line.price,
      }),
    ),
    period: now,
    autoAdvance: false,
    automaticTax: session.automatic_tax.enabled,
    description: given?.description,
    metadata: mergeMetadata({}, given?.metadata),
  });
  numberInvoice(world, invoice, customer);
  joinPayment(world, invoice, intent);
  markPaid(world, invoice, intent);
  return invoice.id;
}
