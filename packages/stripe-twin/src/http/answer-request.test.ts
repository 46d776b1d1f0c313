import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { clientOf, days, hours, makeTwin } from "../twin.fixture.ts";

describe("who asks, and how", () => {
  test("another key is refused, and learns nothing", async () => {
    const { twin } = await makeTwin();
    const refused = clientOf(twin, "sk_test_other").customers.list();
    await expect(refused).rejects.toMatchObject({ type: "StripeAuthenticationError", statusCode: 401 });
  });

  test("another version of the API is refused", async () => {
    const { stripe } = await makeTwin();
    const refused = stripe.customers.list({}, { apiVersion: "2019-02-19" });
    await expect(refused).rejects.toMatchObject({ statusCode: 400, message: /Invalid Stripe API version/ });
  });

  test("a live key makes live objects", async () => {
    const { stripe } = await makeTwin({ secretKey: "sk_live_twin" });
    expect((await stripe.customers.create()).livemode).toBe(true);
  });

  test("every answer says which request it belongs to", async () => {
    const { stripe } = await makeTwin();
    const { lastResponse } = await stripe.customers.create();
    expect(lastResponse.requestId).toMatch(/^req_/);
    expect(lastResponse.apiVersion).toBe(Stripe.API_VERSION);
  });

  test("the same seed makes the same ids", async () => {
    const [one, other] = [await makeTwin({ seed: 7 }), await makeTwin({ seed: 7 })];
    expect((await one.stripe.customers.create()).id).toBe((await other.stripe.customers.create()).id);
  });
});

describe("params", () => {
  test("one that is unknown is refused by its name", async () => {
    const { stripe } = await makeTwin();
    const params = { invoice_settings: { defaul_payment_method: "pm" } } as Stripe.CustomerCreateParams;
    await expect(stripe.customers.create(params)).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      code: "parameter_unknown",
      param: "invoice_settings[defaul_payment_method]",
    });
  });

  test("one that is missing is named", async () => {
    const { stripe } = await makeTwin();
    const refused = stripe.products.create({} as Stripe.ProductCreateParams);
    await expect(refused).rejects.toMatchObject({ code: "parameter_missing", param: "name" });
  });

  test("an object that is not there is a 404", async () => {
    const { stripe } = await makeTwin();
    await expect(stripe.customers.retrieve("cus_none")).rejects.toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      message: "No such customer: 'cus_none'",
    });
  });

  test("an address that the twin does not know is a 404", async () => {
    const { stripe } = await makeTwin();
    await expect(stripe.coupons.list()).rejects.toMatchObject({
      statusCode: 404,
      message: /Unrecognized request URL/,
    });
  });
});

describe("Idempotency-Key", () => {
  const key = { idempotencyKey: "customer:team-1" };

  test("the same request under the same key happens once, and its answer is marked", async () => {
    const { stripe } = await makeTwin();
    const first = await stripe.customers.create({ name: "A" }, key);
    const second = await stripe.customers.create({ name: "A" }, key);
    expect(second).toEqual(first);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test("another request under the same key is refused", async () => {
    const { stripe } = await makeTwin();
    await stripe.customers.create({ name: "A" }, key);
    const refused = stripe.customers.create({ name: "B" }, key);
    await expect(refused).rejects.toMatchObject({ type: "StripeIdempotencyError", statusCode: 400 });
  });

  test("a day later the key is forgotten", async () => {
    const { twin, stripe } = await makeTwin();
    await stripe.customers.create({ name: "A" }, key);
    await twin.clock.advance(days(1) - hours(1));
    await stripe.customers.create({ name: "A" }, key);
    await twin.clock.advance(hours(1));
    await stripe.customers.create({ name: "A" }, key);
    expect((await stripe.customers.list()).data).toHaveLength(2);
  });

  test("a request that was refused for its params may come again, put right", async () => {
    const { stripe } = await makeTwin();
    await expect(stripe.products.create({ name: "" }, key)).rejects.toMatchObject({ statusCode: 400 });
    expect((await stripe.products.create({ name: "Plan" }, key)).name).toBe("Plan");
  });

  test("a declined card is declined again without being charged again", async () => {
    const { stripe } = await makeTwin();
    const declined = {
      amount: 900,
      currency: "eur",
      payment_method: "pm_card_chargeDeclined",
      confirm: true,
    };
    await expect(stripe.paymentIntents.create(declined, key)).rejects.toMatchObject({
      code: "card_declined",
    });
    await expect(stripe.paymentIntents.create(declined, key)).rejects.toMatchObject({
      code: "card_declined",
    });
    expect((await stripe.charges.list()).data).toHaveLength(1);
  });
});

describe("lists and expansions", () => {
  test("pages go from the newest to the oldest, each object once", async () => {
    const { stripe } = await makeTwin();
    for (let count = 0; count < 25; count += 1) await stripe.customers.create({ name: `${count}` });
    const first = await stripe.customers.list({ limit: 10 });
    expect([first.data.length, first.has_more]).toEqual([10, true]);
    const names: (string | null | undefined)[] = [];
    for await (const customer of stripe.customers.list({ limit: 10 })) names.push(customer.name);
    expect(names).toEqual(Array.from({ length: 25 }, (_, index) => `${24 - index}`));
  });

  test("an id becomes its object where that is asked for, also in lists", async () => {
    const { stripe } = await makeTwin();
    const customer = await stripe.customers.create({ name: "A" });
    const intent = {
      amount: 900,
      currency: "eur",
      customer: customer.id,
      payment_method: "pm_card_visa",
      confirm: true,
    };
    const made = await stripe.paymentIntents.create({
      ...intent,
      expand: ["customer", "latest_charge.payment_intent"],
    });
    expect(made).toMatchObject({
      customer: { name: "A" },
      latest_charge: { payment_intent: { id: made.id } },
    });
    const { data } = await stripe.paymentIntents.list({ expand: ["data.customer"] });
    expect(data).toMatchObject([{ customer: { name: "A" } }]);
  });

  test("what cannot be expanded is refused", async () => {
    const { stripe } = await makeTwin();
    const refused = stripe.customers.create({ name: "A", expand: ["name"] });
    await expect(refused).rejects.toMatchObject({ statusCode: 400, param: "expand" });
  });
});
