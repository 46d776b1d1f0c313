import { describe, expect, test } from "vitest";
import { makeTwin, typesOf } from "../twin.fixture.ts";

async function charged(card = "pm_card_visa") {
  const made = await makeTwin();
  const customer = await made.stripe.customers.create();
  const intent = await made.stripe.paymentIntents.create({
    amount: 5000,
    currency: "eur",
    customer: customer.id,
    payment_method: card,
    confirm: true,
  });
  return { ...made, customer, intent };
}

describe("refunds", () => {
  test("parts go back until nothing is left, never more", async () => {
    const { twin, stripe, intent } = await charged();
    const refund = (amount?: number) => stripe.refunds.create({ payment_intent: intent.id, amount });
    await refund(2000);
    await expect(refund(3001)).rejects.toMatchObject({ statusCode: 400, param: "amount" });
    expect((await refund()).amount).toBe(3000);
    await expect(refund()).rejects.toMatchObject({ code: "charge_already_refunded" });
    const { data } = await stripe.charges.list({ payment_intent: intent.id, expand: ["data.refunds"] });
    expect(data).toMatchObject([
      { amount_refunded: 5000, refunded: true, refunds: { data: [{ amount: 3000 }, { amount: 2000 }] } },
    ]);
    expect(typesOf(twin.events()).filter((type) => type === "charge.refunded")).toHaveLength(2);
  });

  test("what was never paid cannot go back", async () => {
    const { stripe } = await makeTwin();
    const intent = await stripe.paymentIntents.create({ amount: 900, currency: "eur" });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      statusCode: 400,
    });
  });
});

describe("disputes", () => {
  test("a disputed charge cannot be refunded; evidence is heard, and a dispute that is won brings the money back", async () => {
    const { twin, stripe, intent } = await charged();
    const id = twin.openDispute(intent.id, "product_not_received");
    expect(await stripe.disputes.retrieve(id)).toMatchObject({
      amount: 5000,
      status: "needs_response",
      reason: "product_not_received",
    });
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
      code: "charge_disputed",
    });
    expect(
      await stripe.disputes.update(id, { evidence: { uncategorized_text: "Delivered." } }),
    ).toMatchObject({ status: "under_review" });
    twin.closeDispute(id, "won");
    expect(typesOf(twin.events()).filter((type) => type.startsWith("charge.dispute"))).toEqual([
      "charge.dispute.created",
      "charge.dispute.funds_withdrawn",
      "charge.dispute.updated",
      "charge.dispute.closed",
      "charge.dispute.funds_reinstated",
    ]);
  });

  test("Stripe's card for disputes is disputed by itself", async () => {
    const { twin, stripe } = await charged("pm_card_createDispute");
    expect((await stripe.disputes.list()).data).toMatchObject([{ status: "needs_response" }]);
    expect(typesOf(twin.events())).toContain("charge.dispute.created");
  });
});

describe("a card that asks its holder", () => {
  const asks = {
    amount: 900,
    currency: "eur",
    payment_method: "pm_card_authenticationRequired",
    confirm: true,
  };

  test("waits for them, and is paid when they agree", async () => {
    const { twin, stripe } = await makeTwin();
    const intent = await stripe.paymentIntents.create({ ...asks, return_url: "https://console.test/" });
    expect(intent).toMatchObject({ status: "requires_action", next_action: { type: "redirect_to_url" } });
    twin.authenticate(intent.id, "agrees");
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: "succeeded",
      amount_received: 900,
    });
  });

  test("is not paid when they refuse, nor when they are away", async () => {
    const { twin, stripe } = await makeTwin();
    const intent = await stripe.paymentIntents.create(asks);
    twin.authenticate(intent.id, "refuses");
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: "requires_payment_method",
    });
    const away = stripe.paymentIntents.create({ ...asks, off_session: true });
    await expect(away).rejects.toMatchObject({ code: "authentication_required", statusCode: 402 });
  });
});

test("less than Stripe charges is refused, as is an amount that its network cannot write", async () => {
  const { stripe } = await makeTwin();
  const charge = (amount: number, currency: string) => stripe.paymentIntents.create({ amount, currency });
  await expect(charge(49, "eur")).rejects.toMatchObject({ code: "amount_too_small" });
  await expect(charge(1005, "kwd")).rejects.toMatchObject({ statusCode: 400 });
  expect(await charge(1010, "kwd")).toMatchObject({ amount: 1010 });
  expect(await charge(50, "jpy")).toMatchObject({ amount: 50 });
});
