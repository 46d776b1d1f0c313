import { attachPaymentMethod, cardOf, makeCard } from "../cards/attach-payment-method.ts";
import { createCustomer } from "../customers/create-customer.ts";
import { createTaxId } from "../customers/create-tax-id.ts";
import { updateCustomer } from "../customers/update-customer.ts";
import { mergeMetadata } from "../http/fields.ts";
import { invalid, type StripeFault } from "../http/stripe-fault.ts";
import { answerForHolder, confirmIntent } from "../payments/confirm-intent.ts";
import { createIntent } from "../payments/create-intent.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { CheckoutSession, Customer, PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { type CheckoutPlan, priceSession } from "./create-session.ts";

/** What somebody enters at the checkout's page. */
export type Buyer = {
  /** One of Stripe's test cards. */
  card?: string;
  /** Two letters; kept as the customer's address. */
  country?: string;
  /** A VAT number of the EU. */
  vatId?: string;
};

/** Pays a session, or does not: then the session stays open and the refusal says why. */
export function completeSession(world: World, id: string, buyer: Buyer = {}): StripeFault | null {
  const session = world.checkoutSessions.need(id);
  const plan = world.checkoutPlans.get(id);
  if (session.status !== "open" || plan === undefined)
    throw invalid(`This Checkout Session is ${session.status}.`);
  const customer = enterBuyer(world, session, buyer);
  const refusal = pay(world, { session, plan, customer, card: buyer.card ?? "pm_card_visa" });
  if (refusal !== null) return refusal;
  session.status = "complete";
  session.url = null;
  session.customer_details = detailsOf(world, session, customer);
  emitEvent(world, "checkout.session.completed", session);
  return null;
}

type Payment = { session: CheckoutSession; plan: CheckoutPlan; customer: Customer | null; card: string };

function pay(world: World, payment: Payment): StripeFault | null {
  const { session } = payment;
  if (session.amount_total === 0) {
    session.payment_status = "no_payment_required";
    return null;
  }
  const intent = openIntent(world, payment);
  const refusal = charge(world, intent, payment);
  if (refusal !== null) return refusal;
  session.payment_status = "paid";
  return null;
}

/** One intent a session, however often somebody tries. */
function openIntent(world: World, { session, plan, customer }: Payment): PaymentIntent {
  if (session.payment_intent !== null) return world.paymentIntents.need(session.payment_intent);
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

/** Whoever sits at the page agrees when their bank asks them. */
function charge(world: World, intent: PaymentIntent, { customer, card }: Payment): StripeFault | null {
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

function enterBuyer(world: World, session: CheckoutSession, { country, vatId }: Buyer): Customer | null {
  if (session.customer === null && session.customer_creation === "always")
    session.customer = createCustomer(world, { email: session.customer_email ?? undefined }).id;
  const customer = session.customer === null ? null : world.customers.need(session.customer, "customer");
  if (customer !== null && country !== undefined)
    updateCustomer(world, customer.id, { address: { country } });
  if (customer !== null && vatId !== undefined && vatId !== "")
    createTaxId(world, { type: "eu_vat", value: vatId }, customer.id);
  priceSession(world, session);
  return customer;
}

function detailsOf(
  world: World,
  session: CheckoutSession,
  customer: Customer | null,
): CheckoutSession["customer_details"] {
  const taxIds = world.taxIds.oldestFirst().filter((taxId) => taxId.customer === customer?.id);
  return {
    address: customer?.address ?? null,
    business_name: null,
    email: customer?.email ?? session.customer_email,
    individual_name: null,
    name: customer?.name ?? null,
    phone: customer?.phone ?? null,
    tax_exempt: customer?.tax_exempt ?? "none",
    tax_ids: taxIds.map(({ type, value }) => ({ type, value })),
  };
}
