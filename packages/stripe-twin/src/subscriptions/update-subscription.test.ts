import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { amountsOf, at, makeSubscribed, type Subscribed } from "../subscribed.fixture.ts";
import { days, hours, typesOf } from "../twin.fixture.ts";

const itemOf = ({ subscription, base }: Subscribed) =>
  subscription.items.data.find(({ price }) => price.id === base.id)?.id ?? "";

/** 28 days of February 2026; half of them are over on the 14th at noon. */
const HALF = at("2026-02-14T12:00:00Z");

describe("another plan in the midst of a period", () => {
  test("is settled on the next invoice: half of the old one back, half of the new one to be paid", async () => {
    const made = await makeSubscribed();
    const { twin, stripe, subscription, priced, invoices } = made;
    const larger = await priced({ unit_amount: 9900 });
    await twin.clock.set(HALF);
    await stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(made), price: larger.id }] });
    expect(await invoices()).toHaveLength(1);
    await twin.clock.set(at("2026-02-28T13:00:00Z"));
    const [next] = await invoices();
    expect(amountsOf(next)).toEqual([9900, 0, -1450, 4950]);
    expect(next?.lines.data[2]?.parent?.invoice_item_details?.proration).toBe(true);
  });

  test("is invoiced and paid at once when that is asked", async () => {
    const made = await makeSubscribed();
    const { twin, stripe, subscription, priced, invoices } = made;
    const larger = await priced({ unit_amount: 9900 });
    await twin.clock.set(HALF);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(made), price: larger.id }],
      proration_behavior: "always_invoice",
    });
    const [now] = await invoices();
    expect(now).toMatchObject({ billing_reason: "subscription_update", status: "paid", amount_paid: 3500 });
    expect(amountsOf(now)).toEqual([-1450, 4950]);
  });

  test("costs nothing until the period ends when that is asked", async () => {
    const made = await makeSubscribed();
    const { twin, stripe, subscription, priced, invoices } = made;
    const larger = await priced({ unit_amount: 9900 });
    await twin.clock.set(HALF);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(made), price: larger.id }],
      proration_behavior: "none",
    });
    await twin.clock.set(at("2026-02-28T13:00:00Z"));
    expect(amountsOf((await invoices())[0])).toEqual([9900, 0]);
  });

  test("that is smaller leaves credit, which pays for what comes", async () => {
    const made = await makeSubscribed();
    const { twin, stripe, subscription, customer, priced, invoices } = made;
    const smaller = await priced({ unit_amount: 900 });
    await twin.clock.set(HALF);
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(made), price: smaller.id }],
      proration_behavior: "always_invoice",
    });
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -1000 });
    await twin.clock.set(at("2026-02-28T13:00:00Z"));
    const [next] = await invoices();
    expect(next).toMatchObject({
      total: 900,
      amount_due: 0,
      starting_balance: -1000,
      ending_balance: -100,
      status: "paid",
    });
  });

  test("is shown before it is done, and nothing is done", async () => {
    const made = await makeSubscribed();
    const { twin, stripe, subscription, priced, invoices, current, use } = made;
    const larger = await priced({ unit_amount: 9900 });
    await twin.clock.set(HALF);
    await use(1_000_000);
    const details = {
      items: [{ id: itemOf(made), price: larger.id }],
      proration_behavior: "always_invoice" as const,
    };
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    });
    expect(amountsOf(preview)).toEqual([-1450, 4950]);
    const next = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(amountsOf(next)).toEqual([2900, 400]);
    expect(await invoices()).toHaveLength(1);
    expect((await current()).items.data[0]?.price.unit_amount).toBe(2900);
    expect((await stripe.invoiceItems.list()).data).toEqual([]);
  });

  test("by the year begins a year at once", async () => {
    const made = await makeSubscribed();
    const { twin, stripe, subscription, priced, invoices, current } = made;
    const yearly = await priced({ unit_amount: 29_000, recurring: { interval: "year" } });
    await twin.clock.set(HALF);
    await stripe.subscriptions.update(subscription.id, { items: [{ id: itemOf(made), price: yearly.id }] });
    const [now] = await invoices();
    expect(now).toMatchObject({ status: "paid", amount_paid: 29_000 - 1450 });
    expect(
      (await current()).items.data.map((item) => new Date(item.current_period_end * 1000).toISOString()),
    ).toEqual(["2027-02-14T12:00:00.000Z", "2026-03-14T12:00:00.000Z"]);
  });

  test("of another metered price: what was used before costs the old one", async () => {
    const { twin, stripe, subscription, tokens, meter, priced, use, invoices } = await makeSubscribed();
    const dearer = await priced({
      unit_amount_decimal: "0.001" as unknown as Stripe.Decimal,
      recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    });
    await use(1_000_000);
    await twin.clock.set(HALF);
    const item = subscription.items.data.find(({ price }) => price.id === tokens.id)?.id;
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: dearer.id }] });
    await use(1_000_000);
    await twin.clock.set(at("2026-02-28T13:00:00Z"));
    expect(amountsOf((await invoices())[0])).toEqual([2900, 1000, 400]);
  });
});

describe("the end", () => {
  test("of the period: it goes on until then, and what was used is invoiced", async () => {
    const { twin, stripe, subscription, use, invoices, current } = await makeSubscribed();
    await use(1_000_000);
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await twin.clock.set(at("2026-02-28T11:59:59Z"));
    expect(await current()).toMatchObject({ status: "active", cancel_at_period_end: true });
    await twin.clock.advance(1_000);
    expect((await current()).status).toBe("canceled");
    await twin.clock.advance(hours(1));
    expect(amountsOf((await invoices())[0])).toEqual([400]);
    await twin.clock.advance(days(90));
    expect(await invoices()).toHaveLength(2);
    expect(typesOf(twin.events())).toContain("customer.subscription.deleted");
  });

  test("can be taken back", async () => {
    const { twin, stripe, subscription, current } = await makeSubscribed();
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const kept = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    expect(kept).toMatchObject({ cancel_at: null, canceled_at: null });
    await twin.clock.advance(days(40));
    expect((await current()).status).toBe("active");
  });

  test("now: what was paid for later comes back, and what was used is owed", async () => {
    const { twin, stripe, subscription, use, invoices } = await makeSubscribed();
    await use(1_000_000);
    await twin.clock.set(HALF);
    const ended = await stripe.subscriptions.cancel(subscription.id, { invoice_now: true, prorate: true });
    expect(ended).toMatchObject({ status: "canceled", ended_at: HALF.getTime() / 1000 });
    await twin.clock.advance(hours(1));
    const [last] = await invoices();
    expect(amountsOf(last)).toEqual([400, -1450]);
    expect(last).toMatchObject({ status: "paid", amount_due: 0 });
    await expect(stripe.subscriptions.cancel(subscription.id)).rejects.toMatchObject({ statusCode: 404 });
  });
});

test("what changed is said in the event", async () => {
  const { twin, stripe, subscription } = await makeSubscribed();
  await stripe.subscriptions.update(subscription.id, { metadata: { team: "t1" } });
  const updated = twin.events().findLast(({ type }) => type === "customer.subscription.updated");
  expect(updated?.data.previous_attributes).toEqual({ metadata: {} });
});

test("more seats cost their share", async () => {
  const made = await makeSubscribed();
  const { twin, stripe, subscription, invoices } = made;
  await twin.clock.set(HALF);
  const items = [{ id: itemOf(made), quantity: 3 }];
  await stripe.subscriptions.update(subscription.id, { items, proration_behavior: "always_invoice" });
  expect(amountsOf((await invoices())[0])).toEqual([-1450, 4350]);
});
