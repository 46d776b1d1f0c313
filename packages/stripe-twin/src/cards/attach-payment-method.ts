import { invalid, StripeFault } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { PaymentMethod } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { TEST_CARDS, type TestCard } from "./test-cards.ts";

/** Puts a card into a customer's account; the name of a test card makes a new one. Fault 402 for one that is declined. */
export function attachPaymentMethod(world: World, id: string, customerId: string): PaymentMethod {
  world.customers.need(customerId, "customer");
  const method = world.paymentMethods.find(id) ?? makeCard(world, id);
  if (method.customer !== null && method.customer !== customerId)
    throw invalid("This PaymentMethod was previously used and cannot be attached to another customer.");
  const card = cardOf(world, method.id);
  if (card.attach === "declined") throw cardDeclined(card);
  method.customer = customerId;
  emitEvent(world, "payment_method.attached", method);
  return method;
}

export function detachPaymentMethod(world: World, id: string): PaymentMethod {
  const method = world.paymentMethods.need(id);
  const customer = method.customer === null ? undefined : world.customers.find(method.customer);
  if (customer?.invoice_settings.default_payment_method === id)
    customer.invoice_settings.default_payment_method = null;
  method.customer = null;
  emitEvent(world, "payment_method.detached", method);
  return method;
}

/** A payment method of a test card, as `pm_card_visa`. */
export function makeCard(world: World, testCard: string): PaymentMethod {
  const card = TEST_CARDS[testCard];
  if (card === undefined) return world.paymentMethods.need(testCard, "payment_method");
  const method = world.paymentMethods.add(blankMethod(world, card));
  world.cards.set(method.id, testCard);
  return method;
}

export function cardOf(world: World, methodId: string): TestCard {
  const card = TEST_CARDS[world.cards.get(methodId) ?? ""];
  if (card === undefined) throw new Error(`No test card stands behind ${methodId}.`);
  return card;
}

export function cardDeclined({ declineCode }: TestCard, more: Record<string, unknown> = {}): StripeFault {
  const [code, message] =
    declineCode === "expired_card"
      ? ["expired_card", "Your card has expired."]
      : [
          "card_declined",
          declineCode === "insufficient_funds"
            ? "Your card has insufficient funds."
            : "Your card was declined.",
        ];
  return new StripeFault({
    status: 402,
    type: "card_error",
    code,
    message,
    shouldRetry: false,
    more: { decline_code: declineCode, ...more },
  });
}

function blankMethod(world: World, { last4 }: TestCard): PaymentMethod {
  const year = world.clock.now().getUTCFullYear();
  return {
    id: world.makeId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: last4 === "4444" ? "mastercard" : "visa",
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: "visa",
      exp_month: 12,
      exp_year: year + 3,
      fingerprint: `twin${last4}`,
      funding: "credit",
      generated_from: null,
      last4,
      networks: { available: ["visa"], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: world.livemode,
    metadata: {},
    type: "card",
  };
}
