import { invalid, type StripeFault } from "../http/stripe-fault.ts";
import { confirmIntent } from "../payments/confirm-intent.ts";
import { createIntent } from "../payments/create-intent.ts";
import { followFailed, followPaid, subscriptionOf } from "../subscriptions/follow-invoice.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Invoice, InvoicePayment, PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** Days after the first failed attempt on which it is tried again. */
const RETRY_DAYS = [3, 5, 7];
const DAY_SECONDS = 86_400;

export type Attempt = { offSession: boolean; paymentMethod?: string };

/** Tries to collect an open invoice. A refusal says why not; when it came by itself, it is tried again on later days. */
export function collectInvoice(world: World, invoice: Invoice, attempt: Attempt): StripeFault | null {
  if (invoice.status === "paid") throw invalid("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status !== "open" && invoice.status !== "uncollectible")
    throw invalid(`Invoice is ${invoice.status} and cannot be paid.`);
  const method = attempt.paymentMethod ?? payingMethod(world, invoice);
  if (method === null) return failed(world, invoice, noMethod());
  const intent = openIntent(world, invoice);
  intent.payment_method = method;
  const refusal = confirmIntent(world, intent, attempt);
  if (refusal !== null) return failed(world, invoice, refusal);
  if (intent.status === "requires_action") {
    invoice.attempted = true;
    emitEvent(world, "invoice.payment_action_required", invoice);
    return invalid(
      "The payment needs the card's holder.",
      undefined,
      "invoice_payment_intent_requires_action",
    );
  }
  markPaid(world, invoice, intent);
  return null;
}

/** The intent of an invoice, made when it is first needed; there is one, however often it is tried. */
export function openIntent(world: World, invoice: Invoice): PaymentIntent {
  const known = world.invoicePayments
    .oldestFirst()
    .find((payment) => payment.invoice === invoice.id && payment.status === "open");
  if (known?.payment.payment_intent !== undefined)
    return world.paymentIntents.need(known.payment.payment_intent);
  const intent = createIntent(world, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: invoice.customer,
    paymentMethod: null,
    description: `Invoice ${invoice.number}`,
    setupFutureUsage: "off_session",
  });
  joinPayment(world, invoice, intent);
  return intent;
}

/** Says that an intent is an invoice's payment. */
export function joinPayment(world: World, invoice: Invoice, intent: PaymentIntent): void {
  world.invoicePayments.add(blankPayment(world, invoice, intent));
}

/** Closes an invoice that is paid: by an intent, or by `null`, because nothing was due or the money came another way. */
export function markPaid(world: World, invoice: Invoice, intent: PaymentIntent | null): void {
  const now = world.now();
  const paid = intent?.amount_received ?? 0;
  Object.assign(invoice, {
    status: "paid",
    attempted: true,
    attempt_count: invoice.attempt_count + (intent === null ? 0 : 1),
    auto_advance: false,
    amount_paid: intent === null ? invoice.amount_due : paid,
    amount_remaining: 0,
    next_payment_attempt: null,
  });
  invoice.status_transitions.paid_at = now;
  const payment = world.invoicePayments
    .oldestFirst()
    .find((one) => one.payment.payment_intent === intent?.id);
  if (payment !== undefined && intent !== null) {
    Object.assign(payment, { status: "paid", amount_paid: paid });
    payment.status_transitions.paid_at = now;
    emitEvent(world, "invoice_payment.paid", payment);
  }
  emitEvent(world, "invoice.paid", invoice);
  emitEvent(world, "invoice.payment_succeeded", invoice);
  followPaid(world, invoice);
}

function payingMethod(world: World, invoice: Invoice): string | null {
  const customer = world.customers.find(invoice.customer ?? "");
  return (
    invoice.default_payment_method ??
    subscriptionOf(world, invoice)?.default_payment_method ??
    customer?.invoice_settings.default_payment_method ??
    null
  );
}

const noMethod = () =>
  invalid(
    "There is no `default_payment_method` set on this Customer or Invoice. Please attach a payment method and set it as a default.",
    undefined,
    "missing",
  );

function failed(world: World, invoice: Invoice, refusal: StripeFault): StripeFault {
  const first = invoice.attempt_count === 0;
  invoice.attempted = true;
  invoice.attempt_count += 1;
  const retries = invoice.auto_advance === true && invoice.billing_reason !== "subscription_create";
  if (retries && first) scheduleRetries(world, invoice);
  else if (retries) invoice.next_payment_attempt = nextRetry(world, invoice);
  emitEvent(world, "invoice.payment_failed", invoice);
  if (refusal.body.error.code === "authentication_required")
    emitEvent(world, "invoice.payment_action_required", invoice);
  followFailed(world, invoice, { isLast: retries && invoice.next_payment_attempt === null });
  return refusal;
}

function scheduleRetries(world: World, invoice: Invoice): void {
  const times = RETRY_DAYS.map((day) => world.now() + day * DAY_SECONDS);
  world.invoiceRetries.set(invoice.id, times);
  invoice.next_payment_attempt = times[0] ?? null;
  for (const at of times)
    world.clock.later(at, () => {
      if (invoice.status === "open" && invoice.next_payment_attempt === at)
        collectInvoice(world, invoice, { offSession: true });
    });
}

const nextRetry = (world: World, invoice: Invoice) =>
  world.invoiceRetries.get(invoice.id)?.find((at) => at > world.now()) ?? null;

function blankPayment(world: World, invoice: Invoice, intent: PaymentIntent): InvoicePayment {
  return {
    id: world.makeId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: intent.amount,
    created: world.now(),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: world.livemode,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
}
