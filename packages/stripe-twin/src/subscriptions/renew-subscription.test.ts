import { describe, expect, test } from "vitest";
import { amountsOf, at, makeSubscribed } from "../subscribed.fixture.ts";
import { days, hours, makeTwin, receiveEvents, typesOf } from "../twin.fixture.ts";

const seconds = (iso: string) => at(iso).getTime() / 1000;

describe("a year of months", () => {
  test("begins on the last day of January, and each invoice has the usage of the month that ended", async () => {
    const { twin, use, invoices, current } = await makeSubscribed();
    for (let month = 1; month <= 12; month += 1) {
      await use(1_000_000 * month);
      const item = (await current()).items.data[0];
      await twin.clock.set(new Date((item?.current_period_end ?? 0) * 1000));
    }
    await twin.clock.advance(hours(1));
    const [last, ...earlier] = await invoices();
    expect(earlier).toHaveLength(12);
    expect(amountsOf(last)).toEqual([2900, 4800]);
    expect(last).toMatchObject({ status: "paid", billing_reason: "subscription_cycle", amount_paid: 7700 });
    expect(earlier.map(({ period_end }) => new Date(period_end * 1000).toISOString().slice(5, 10))).toEqual([
      "12-31",
      "11-30",
      "10-31",
      "09-30",
      "08-31",
      "07-31",
      "06-30",
      "05-31",
      "04-30",
      "03-31",
      "02-28",
      "01-31",
    ]);
    expect(new Set([last, ...earlier].map((invoice) => invoice?.number)).size).toBe(13);
  });

  test("a draft waits an hour, and usage that comes late is still on it", async () => {
    const { twin, use, invoices } = await makeSubscribed();
    await use(1_000_000);
    await twin.clock.set(at("2026-02-28T12:00:00Z"));
    const [draft] = await invoices();
    expect(draft).toMatchObject({
      status: "draft",
      auto_advance: true,
      automatically_finalizes_at: seconds("2026-02-28T13:00:00Z"),
    });
    expect(draft).toMatchObject({
      period_start: seconds("2026-01-31T12:00:00Z"),
      period_end: seconds("2026-02-28T12:00:00Z"),
    });
    await use(500_000, at("2026-02-28T11:59:59Z"));
    await use(9_000_000, at("2026-02-28T12:00:00Z"));
    await twin.clock.advance(hours(1));
    await use(7_000_000, at("2026-02-28T11:59:59Z"));
    const [final] = await invoices();
    expect(final?.status).toBe("paid");
    expect(amountsOf(final)).toEqual([2900, 600]);
    expect(final?.lines.data[1]).toMatchObject({
      quantity: 1_500_000,
      pricing: { unit_amount_decimal: expect.anything() },
      period: { start: seconds("2026-01-31T12:00:00Z"), end: seconds("2026-02-28T12:00:00Z") },
    });
  });

  test("whoever answers invoice.created can hold the draft, send the last usage and make it final", async () => {
    const { twin, stripe, use, invoices } = await makeSubscribed();
    const receiver = await receiveEvents(twin);
    receiver.answer = async ({ type, body }) => {
      const { object } = JSON.parse(body).data;
      if (type === "invoice.created" && object.billing_reason === "subscription_cycle")
        await stripe.invoices.update(object.id, { auto_advance: false });
      return 200;
    };
    await twin.clock.set(at("2026-03-01T12:00:00Z"));
    const [held] = await invoices();
    expect(held).toMatchObject({ status: "draft", auto_advance: false, automatically_finalizes_at: null });
    await use(2_000_000, at("2026-02-20T00:00:00Z"));
    const final = await stripe.invoices.finalizeInvoice(held?.id ?? "", { auto_advance: true });
    expect(final).toMatchObject({ status: "paid", total: 3700 });
  });
});

describe("when the card is declined", () => {
  test("the first invoice leaves the subscription incomplete, and after 23 hours it is over", async () => {
    const { twin, current, invoices } = await makeSubscribed({ card: "pm_card_chargeCustomerFail" });
    expect((await current()).status).toBe("incomplete");
    await twin.clock.advance(hours(23));
    expect((await current()).status).toBe("incomplete_expired");
    expect((await invoices()).map(({ status }) => status)).toEqual(["void"]);
    await twin.clock.advance(days(60));
    expect(await invoices()).toHaveLength(1);
  });

  test("an incomplete one is active once its invoice is paid", async () => {
    const { stripe, current, invoices } = await makeSubscribed({ card: "pm_card_chargeCustomerFail" });
    const [first] = await invoices();
    await expect(stripe.invoices.pay(first?.id ?? "")).rejects.toMatchObject({
      code: "card_declined",
      statusCode: 402,
    });
    await stripe.invoices.pay(first?.id ?? "", { payment_method: "pm_card_visa" });
    expect((await current()).status).toBe("active");
  });

  test.each([
    ["cancel", "canceled"],
    ["unpaid", "unpaid"],
    ["past_due", "past_due"],
  ] as const)(
    "a later one is tried on days 3, 5 and 7, and then the rule is %s",
    async (afterRetries, status) => {
      const { twin, stripe, method, customer, current, invoices } = await makeSubscribed({
        options: { afterRetries },
      });
      const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
      await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
      await stripe.paymentMethods.detach(method.id);
      await twin.clock.set(at("2026-02-28T13:00:00Z"));
      expect((await current()).status).toBe("past_due");
      const tries: string[] = [];
      for (let day = 1; day <= 10; day += 1) {
        const before = (await invoices())[0]?.attempt_count ?? 0;
        await twin.clock.advance(days(1));
        if (((await invoices())[0]?.attempt_count ?? 0) > before) tries.push(`day ${day}`);
      }
      expect(tries).toEqual(["day 3", "day 5", "day 7"]);
      expect((await current()).status).toBe(status);
      expect((await invoices())[0]).toMatchObject({
        status: "open",
        attempt_count: 4,
        next_payment_attempt: null,
      });
    },
  );

  test("a good card before the last try puts it in order", async () => {
    const { twin, stripe, customer, current } = await makeSubscribed();
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
    await twin.clock.set(at("2026-03-04T00:00:00Z"));
    const good = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: good.id } });
    expect((await current()).status).toBe("past_due");
    await twin.clock.advance(days(2));
    expect((await current()).status).toBe("active");
  });

  test("what is owed stays owed while it is unpaid: new invoices wait as drafts", async () => {
    const { twin, stripe, customer, invoices } = await makeSubscribed({
      options: { afterRetries: "unpaid" },
    });
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
    await twin.clock.set(at("2026-04-02T00:00:00Z"));
    expect((await invoices()).map(({ status, auto_advance }) => [status, auto_advance])).toEqual([
      ["draft", false],
      ["open", true],
      ["paid", false],
    ]);
  });

  test("a card that asks its holder tells so", async () => {
    const { twin, stripe, customer } = await makeSubscribed();
    const asks = await stripe.paymentMethods.attach("pm_card_authenticationRequired", {
      customer: customer.id,
    });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: asks.id } });
    await twin.clock.set(at("2026-02-28T13:00:00Z"));
    expect(typesOf(twin.events())).toContain("invoice.payment_action_required");
  });
});

describe("trials", () => {
  test("a trial costs nothing, tells of its end, and is then a subscription", async () => {
    const { twin, use, current, invoices } = await makeSubscribed({
      subscription: { trial_period_days: 14 },
    });
    expect((await current()).status).toBe("trialing");
    await use(1_000_000);
    await twin.clock.advance(days(11));
    expect(typesOf(twin.events())).toContain("customer.subscription.trial_will_end");
    await twin.clock.advance(days(3) + hours(1));
    expect((await current()).status).toBe("active");
    expect((await invoices()).map(({ total, status }) => [total, status])).toEqual([
      [2900, "paid"],
      [0, "paid"],
    ]);
  });

  test.each([
    ["cancel", "canceled"],
    ["pause", "paused"],
    ["create_invoice", "past_due"],
  ] as const)("without a card it ends by %s", async (missing_payment_method, status) => {
    const { twin, stripe, method, current } = await makeSubscribed({
      subscription: { trial_period_days: 14, trial_settings: { end_behavior: { missing_payment_method } } },
    });
    await stripe.paymentMethods.detach(method.id);
    await twin.clock.advance(days(14) + hours(1));
    expect((await current()).status).toBe(status);
  });

  test("a paused one goes on once its new period is paid", async () => {
    const { twin, stripe, method, customer, subscription, current } = await makeSubscribed({
      subscription: {
        trial_period_days: 14,
        trial_settings: { end_behavior: { missing_payment_method: "pause" } },
      },
    });
    await stripe.paymentMethods.detach(method.id);
    await twin.clock.advance(days(20));
    expect((await stripe.subscriptions.resume(subscription.id)).status).toBe("paused");
    const [invoice] = (await stripe.invoices.list({ status: "open" })).data;
    await stripe.invoices.pay(invoice?.id ?? "", { payment_method: "pm_card_visa" });
    expect((await current()).status).toBe("active");
    expect(typesOf(twin.events())).toContain("customer.subscription.resumed");
    expect((await current()).items.data[0]?.current_period_start).toBe(seconds("2026-02-20T12:00:00Z"));
    expect(customer.id).toBe((await current()).customer);
  });
});

test("nothing of a customer is shown under another, and lists leave ended ones out", async () => {
  const { stripe, subscription, customer } = await makeSubscribed();
  await stripe.subscriptions.cancel(subscription.id);
  expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([]);
  expect((await stripe.subscriptions.list({ customer: customer.id, status: "all" })).data).toHaveLength(1);
});

test("no subscription begins with a card that is declined, when that is asked", async () => {
  const { stripe } = await makeTwin();
  const customer = await stripe.customers.create({
    payment_method: "pm_card_chargeCustomerFail",
    invoice_settings: { default_payment_method: "pm_card_chargeCustomerFail" },
  });
  const refused = stripe.subscriptions.create({
    customer: customer.id,
    payment_behavior: "error_if_incomplete",
    items: [
      {
        price_data: {
          currency: "eur",
          unit_amount: 900,
          recurring: { interval: "month" },
          product: (await stripe.products.create({ name: "P" })).id,
        },
      },
    ],
  });
  await expect(refused).rejects.toMatchObject({ code: "card_declined" });
  expect((await stripe.subscriptions.list({ status: "all" })).data).toEqual([]);
});

test("three days before a period ends its next invoice is announced, once", async () => {
  const { twin, stripe, subscription } = await makeSubscribed();
  await stripe.subscriptions.update(subscription.id, { metadata: { team: "t1" } });
  await twin.clock.set(at("2026-02-25T11:59:59Z"));
  const announced = () => typesOf(twin.events()).filter((type) => type === "invoice.upcoming");
  expect(announced()).toEqual([]);
  await twin.clock.set(at("2026-02-28T11:00:00Z"));
  expect(announced()).toHaveLength(1);
});
