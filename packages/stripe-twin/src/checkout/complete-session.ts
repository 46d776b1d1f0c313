import { createCustomer } from "../customers/create-customer.ts";
import { createTaxId } from "../customers/create-tax-id.ts";
import { updateCustomer } from "../customers/update-customer.ts";
import { invalid, type StripeFault } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { CheckoutSession, Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { priceSession } from "./create-session.ts";
import { keepCard } from "./keep-card.ts";
import { payOnce } from "./pay-once.ts";
import { subscribe } from "./subscribe.ts";

/** What somebody enters at the checkout's page. */
export type Buyer = {
  /** One of Stripe's test cards. */
  card?: string;
  /** Two letters; kept as the customer's address. */
  country?: string;
  /** A VAT number of the EU. */
  vatId?: string;
  /** Pays, in a session of mode `payment`, in a way that is only decided after two days, as a debit from a bank account. */
  delayed?: "succeeds" | "fails";
};

/** Pays a session, or does not: then the session stays open and the refusal says why. */
export function completeSession(world: World, id: string, buyer: Buyer = {}): StripeFault | null {
  const session = world.checkoutSessions.need(id);
  const plan = world.checkoutPlans.get(id);
  if (session.status !== "open" || plan === undefined)
    throw invalid(`This Checkout Session is ${session.status}.`);
  const customer = enterBuyer(world, session, buyer);
  const purchase = { session, plan, customer, card: buyer.card ?? "pm_card_visa", delayed: buyer.delayed };
  const refusal = COMPLETIONS[plan.input.mode](world, purchase);
  if (refusal !== null) return refusal;
  session.status = "complete";
  session.url = null;
  session.customer_details = detailsOf(world, session, customer);
  emitEvent(world, "checkout.session.completed", session);
  return null;
}

const COMPLETIONS = { payment: payOnce, subscription: subscribe, setup: keepCard };

function enterBuyer(world: World, session: CheckoutSession, { country, vatId }: Buyer): Customer | null {
  if (session.customer === null && (session.customer_creation === "always" || session.mode !== "payment"))
    session.customer = createCustomer(world, { email: session.customer_email ?? undefined }).id;
  const customer = session.customer === null ? null : world.customers.need(session.customer, "customer");
  if (customer !== null && country !== undefined)
    updateCustomer(world, customer.id, { address: { country } });
  if (customer !== null && vatId) enterVatId(world, customer, vatId);
  priceSession(world, session);
  return customer;
}

function enterVatId(world: World, { id }: Customer, value: string): void {
  const isKnown = world.taxIds.oldestFirst().some((taxId) => taxId.customer === id && taxId.value === value);
  if (!isKnown) createTaxId(world, { type: "eu_vat", value }, id);
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
