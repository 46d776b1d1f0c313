import type Stripe from "stripe";
import { expect, test } from "vitest";
import { days, hours, makeTwin, receiveEvents, SECRET, typesOf } from "../twin.fixture.ts";

const TOP_UP: Stripe.Checkout.SessionCreateParams = {
  mode: "payment",
  success_url: "https://console.test/billing?session={CHECKOUT_SESSION_ID}",
  line_items: [
    { quantity: 1, price_data: { currency: "eur", unit_amount: 5000, product_data: { name: "Credit" } } },
  ],
  payment_intent_data: { metadata: { team: "t1" }, setup_future_usage: "off_session" },
  metadata: { team: "t1" },
};

test("a paid session tells so in a signed event, and the card can be charged later", async () => {
  const { twin, stripe } = await makeTwin();
  const { received } = await receiveEvents(twin);
  const customer = await stripe.customers.create({ email: "a@team.test" });
  const session = await stripe.checkout.sessions.create({ ...TOP_UP, customer: customer.id });
  expect(session.url).toBe(`${twin.url}/c/pay/${session.id}`);
  expect(twin.pay(session.id)).toBeNull();
  await twin.settle();
  const completed = received.find(({ type }) => type === "checkout.session.completed");
  if (completed === undefined) throw new Error("No event came.");
  const receivedAt = Math.floor(completed.at.getTime() / 1000);
  const event = stripe.webhooks.constructEvent(
    completed.body,
    completed.signature,
    SECRET,
    300,
    undefined,
    receivedAt,
  );
  expect(event.data.object).toMatchObject({
    id: session.id,
    payment_status: "paid",
    amount_total: 5000,
    metadata: { team: "t1" },
  });
  const { data: methods } = await stripe.paymentMethods.list({ customer: customer.id });
  const again = {
    amount: 700,
    currency: "eur",
    customer: customer.id,
    payment_method: methods[0]?.id,
    off_session: true,
    confirm: true,
  };
  expect(await stripe.paymentIntents.create(again)).toMatchObject({
    status: "succeeded",
    amount_received: 700,
  });
});

test("a declined card leaves the session open for another", async () => {
  const { twin, stripe } = await makeTwin();
  const session = await stripe.checkout.sessions.create(TOP_UP);
  expect(twin.decline(session.id)?.body.error).toMatchObject({ code: "card_declined" });
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: "open",
    payment_status: "unpaid",
  });
  expect(twin.pay(session.id)).toBeNull();
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect(typesOf(twin.events())).toContain("payment_intent.payment_failed");
});

test("whoever tries again from elsewhere pays the tax of there", async () => {
  const { twin, stripe } = await makeTwin({ sellerCountry: "DE" });
  const customer = await stripe.customers.create();
  const session = await stripe.checkout.sessions.create({
    ...TOP_UP,
    customer: customer.id,
    automatic_tax: { enabled: true },
  });
  const vatId = "FR12345678901";
  expect(twin.pay(session.id, { country: "DE", vatId, card: "pm_card_chargeDeclined" })).not.toBeNull();
  expect(twin.pay(session.id, { country: "FR", vatId })).toBeNull();
  expect((await stripe.charges.list()).data.map(({ amount, paid }) => [amount, paid])).toEqual([
    [5000, true],
    [5950, false],
  ]);
  expect((await stripe.customers.listTaxIds(customer.id)).data).toHaveLength(1);
});

test("a session nobody pays expires after a day, and then cannot be paid", async () => {
  const { twin, stripe } = await makeTwin();
  const session = await stripe.checkout.sessions.create(TOP_UP);
  await twin.clock.advance(days(1));
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
  expect(typesOf(twin.events())).toContain("checkout.session.expired");
  expect(() => twin.pay(session.id)).toThrow(/expired/);
});

test("tax follows from the address that is entered, and a number for VAT turns it round", async () => {
  const { twin, stripe } = await makeTwin({ sellerCountry: "DE" });
  const taxed = { ...TOP_UP, automatic_tax: { enabled: true } };
  const at = async (buyer: { country: string; vatId?: string }) => {
    const customer = await stripe.customers.create();
    const session = await stripe.checkout.sessions.create({ ...taxed, customer: customer.id });
    twin.pay(session.id, buyer);
    return stripe.checkout.sessions.retrieve(session.id);
  };
  expect(await at({ country: "FR" })).toMatchObject({
    amount_total: 6000,
    total_details: { amount_tax: 1000 },
  });
  expect(await at({ country: "FR", vatId: "FR12345678901" })).toMatchObject({ amount_total: 5000 });
  expect(await at({ country: "US" })).toMatchObject({
    amount_total: 5000,
    automatic_tax: { status: "complete" },
  });
});

test("a session for a subscription starts it, with its card and its metadata", async () => {
  const { twin, stripe } = await makeTwin();
  const product = await stripe.products.create({ name: "Plan" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount: 2900,
    recurring: { interval: "month" },
  });
  const customer = await stripe.customers.create();
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer: customer.id,
    success_url: "https://console.test/",
    line_items: [
      { price: price.id, quantity: 2 },
      { quantity: 1, price_data: { currency: "eur", unit_amount: 1000, product_data: { name: "Set-up" } } },
    ],
    subscription_data: { metadata: { team: "t1" } },
  });
  expect(twin.pay(session.id, { card: "pm_card_chargeCustomerFail" })?.body.error).toMatchObject({
    code: "card_declined",
  });
  expect((await stripe.subscriptions.list({ status: "all" })).data).toEqual([]);
  expect(twin.pay(session.id, { card: "pm_card_authenticationRequired" })).toBeNull();
  const done = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ["subscription", "invoice", "line_items"],
  });
  expect(done).toMatchObject({
    status: "complete",
    payment_status: "paid",
    amount_total: 6800,
    subscription: { status: "active", metadata: { team: "t1" } },
    invoice: { status: "paid", amount_paid: 6800 },
  });
  expect(done.line_items?.data).toHaveLength(2);
});

test("a subscription can begin its periods on a day of the month, and costs its share until then", async () => {
  const { twin, stripe } = await makeTwin({ now: new Date("2026-01-16T12:00:00Z") });
  const { id: meter } = await stripe.billing.meters.create({
    display_name: "Use",
    event_name: "use",
    default_aggregation: { formula: "last" },
  });
  const { id: product } = await stripe.products.create({ name: "Plan" });
  const monthly = { product, currency: "eur" };
  const fee = await stripe.prices.create({ ...monthly, unit_amount: 3100, recurring: { interval: "month" } });
  const use = await stripe.prices.create({
    ...monthly,
    unit_amount: 1,
    recurring: { interval: "month", usage_type: "metered", meter },
  });
  const subscribing = (anchor: Stripe.Checkout.SessionCreateParams.SubscriptionData) =>
    stripe.checkout.sessions.create({
      mode: "subscription",
      success_url: "https://console.test/",
      line_items: [{ price: fee.id, quantity: 1 }, { price: use.id }],
      subscription_data: anchor,
    });
  const config = { day_of_month: 1, hour: 0, minute: 0, second: 0 };
  const session = await subscribing({ billing_cycle_anchor_config: config });
  await twin.clock.advance(hours(12));
  twin.pay(session.id);
  const [first] = (await stripe.invoices.list()).data;
  expect(first).toMatchObject({ billing_reason: "subscription_create", amount_paid: 1500 });
  await twin.clock.set(new Date("2026-02-01T00:00:00Z"));
  const [cycle] = (await stripe.invoices.list()).data;
  expect(cycle?.lines.data.map(({ amount, period }) => [amount, period.start])).toEqual([
    [3100, seconds("2026-02-01T00:00:00Z")],
    [0, seconds("2026-01-17T00:00:00Z")],
  ]);
  const past = seconds("2026-01-31T00:00:00Z");
  await expect(subscribing({ billing_cycle_anchor: past })).rejects.toMatchObject({
    param: "billing_cycle_anchor",
  });
  await expect(
    subscribing({ billing_cycle_anchor: past, billing_cycle_anchor_config: config }),
  ).rejects.toThrow(/only specify one/);
});

const seconds = (iso: string): number => Date.parse(iso) / 1000;

test("a session can make an invoice of what was bought once", async () => {
  const { twin, stripe } = await makeTwin();
  const customer = await stripe.customers.create({ address: { country: "DE" } });
  const session = await stripe.checkout.sessions.create({
    ...TOP_UP,
    customer: customer.id,
    automatic_tax: { enabled: true },
    invoice_creation: { enabled: true },
  });
  twin.pay(session.id);
  const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data;
  expect(invoice).toMatchObject({
    status: "paid",
    total: 5950,
    amount_paid: 5950,
    number: expect.stringMatching(/-0001$/),
  });
});

test("a session can keep a card without charging it", async () => {
  const { twin, stripe } = await makeTwin();
  const customer = await stripe.customers.create();
  const session = await stripe.checkout.sessions.create({
    mode: "setup",
    currency: "eur",
    customer: customer.id,
    success_url: "https://console.test/",
  });
  twin.pay(session.id);
  const { setup_intent } = await stripe.checkout.sessions.retrieve(session.id, { expand: ["setup_intent"] });
  expect(setup_intent).toMatchObject({
    status: "succeeded",
    customer: customer.id,
    payment_method: expect.stringMatching(/^pm_/),
  });
});

test.each([
  ["succeeds", "paid", "checkout.session.async_payment_succeeded"],
  ["fails", "unpaid", "checkout.session.async_payment_failed"],
] as const)("a payment that is decided later %s after two days", async (delayed, payment_status, type) => {
  const { twin, stripe } = await makeTwin();
  const session = await stripe.checkout.sessions.create(TOP_UP);
  twin.pay(session.id, { delayed });
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: "complete",
    payment_status: "unpaid",
  });
  expect((await stripe.charges.list()).data).toEqual([]);
  await twin.clock.advance(days(2));
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe(payment_status);
  expect(typesOf(twin.events())).toContain(type);
});
