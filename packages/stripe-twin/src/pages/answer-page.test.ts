import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { makeSubscribed } from "../subscribed.fixture.ts";
import { days, makeTwin } from "../twin.fixture.ts";

async function visit(url: string | null, form?: Record<string, string>) {
  const answer = await fetch(url ?? "", {
    redirect: "manual",
    ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
  });
  return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
}

const SESSION: Stripe.Checkout.SessionCreateParams = {
  mode: "payment",
  success_url: "https://console.test/billing?session={CHECKOUT_SESSION_ID}",
  cancel_url: "https://console.test/billing",
  line_items: [
    {
      quantity: 1,
      price_data: { currency: "eur", unit_amount: 5000, product_data: { name: "<b>Credit</b>" } },
    },
  ],
};

describe("the page of a checkout session", () => {
  test("says what is bought, and leads back when it is paid", async () => {
    const { stripe } = await makeTwin();
    const session = await stripe.checkout.sessions.create(SESSION);
    const { status, text } = await visit(session.url);
    expect(status).toBe(200);
    expect(text).toContain("€50.00");
    expect(text).toContain('href="https://console.test/billing"');
    expect(text).not.toContain("<b>Credit");
    const paid = await visit(session.url, { action: "pay", card: "pm_card_visa", country: "", vat: "" });
    expect([paid.status, paid.location]).toEqual([303, `https://console.test/billing?session=${session.id}`]);
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
    expect((await visit(session.url)).text).toContain("paid already");
  });

  test("says that a card was declined, and takes another", async () => {
    const { stripe } = await makeTwin();
    const session = await stripe.checkout.sessions.create(SESSION);
    const declined = await visit(session.url, { action: "decline", card: "pm_card_visa" });
    expect([declined.status, declined.text.includes("Your card was declined.")]).toEqual([200, true]);
    expect((await visit(session.url, { action: "pay", card: "pm_card_visa" })).status).toBe(303);
  });

  test("is over after a day", async () => {
    const { twin, stripe } = await makeTwin();
    const { url } = await stripe.checkout.sessions.create(SESSION);
    await twin.clock.advance(days(1));
    expect((await visit(url)).text).toContain("expired");
  });
});

describe("the portal", () => {
  test("changes no subscription where its configuration does not say so", async () => {
    const { stripe, customer, subscription, current } = await makeSubscribed();
    const configuration = await stripe.billingPortal.configurations.create({
      features: { payment_method_update: { enabled: true }, invoice_history: { enabled: true } },
    });
    expect((await stripe.billingPortal.configurations.list({ active: true })).data).toEqual([configuration]);
    const { url } = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
    });
    expect((await visit(url)).text).not.toContain("Cancel at the end");
    const refused = await visit(url, { action: "cancel", subscription: subscription.id });
    expect(refused.text).toContain("not changed at this page");
    expect((await current()).cancel_at_period_end).toBe(false);
  });

  test("ends a subscription with its period, and keeps it", async () => {
    const { stripe, customer, subscription, current } = await makeSubscribed();
    const { url } = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: "https://console.test/",
    });
    expect((await visit(url)).text).toContain("Ends in 4242.");
    await visit(url, { action: "cancel", subscription: subscription.id });
    expect((await current()).cancel_at_period_end).toBe(true);
    expect((await visit(url)).text).toContain("Ends on 2026-02-28");
    await visit(url, { action: "keep", subscription: subscription.id });
    expect((await current()).cancel_at_period_end).toBe(false);
  });

  test("takes another card, and refuses one that is declined", async () => {
    const { stripe, customer } = await makeSubscribed();
    const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id });
    const refused = await visit(url, { action: "card", card: "pm_card_chargeDeclinedInsufficientFunds" });
    expect(refused.text).toContain("insufficient funds");
    expect((await visit(url, { action: "card", card: "pm_card_mastercard" })).text).toContain(
      "Ends in 4444.",
    );
  });

  test("changes nothing of another customer", async () => {
    const { stripe, subscription, current } = await makeSubscribed();
    const other = await stripe.customers.create();
    const { url } = await stripe.billingPortal.sessions.create({ customer: other.id });
    expect((await visit(url, { action: "cancel", subscription: subscription.id })).text).toContain(
      'role="alert"',
    );
    expect((await current()).cancel_at_period_end).toBe(false);
  });
});

test("an open invoice is paid at its page", async () => {
  const { stripe, invoices, current } = await makeSubscribed({ card: "pm_card_chargeCustomerFail" });
  const [invoice] = await invoices();
  const url = invoice?.hosted_invoice_url ?? "";
  expect((await visit(url)).text).toContain("€29.00");
  expect((await visit(url, { card: "pm_card_chargeDeclinedInsufficientFunds" })).text).toContain(
    "insufficient funds",
  );
  await visit(url, { card: "pm_card_visa" });
  expect((await stripe.invoices.retrieve(invoice?.id ?? "")).status).toBe("paid");
  expect((await current()).status).toBe("active");
});

test("the holder of a card is asked, and led back", async () => {
  const { stripe } = await makeTwin();
  const intent = await stripe.paymentIntents.create({
    amount: 900,
    currency: "eur",
    payment_method: "pm_card_authenticationRequired",
    confirm: true,
    return_url: "https://console.test/billing",
  });
  const url = intent.next_action?.redirect_to_url?.url ?? "";
  expect((await visit(url)).text).toContain("€9.00");
  const { location } = await visit(url, { action: "agree" });
  expect(location).toBe(`https://console.test/billing?payment_intent=${intent.id}&redirect_status=succeeded`);
});

test("what is not there is not there", async () => {
  const { twin } = await makeTwin();
  expect((await visit(`${twin.url}/nowhere`)).status).toBe(404);
  expect((await visit(`${twin.url}/c/pay/cs_test_none`)).status).toBe(404);
});
