import { testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import {
  buyCredit,
  type Customer,
  type Inbound,
  intentOf,
  makeCustomer,
  makeInbound,
  makePrices,
  subscribe,
} from "./inbound.fixture.ts";
import { readPayment } from "./subjects/read-payment.ts";
import { readSubscription } from "./subjects/read-subscription.ts";

const db = await testDatabase();
const MINUTE_MS = 60_000;

/** As `deleteTeam` of privacy does, which stands after payments. */
async function deleteTeam({ db, clock }: Inbound, { teamId }: Customer): Promise<void> {
  await db.sql("DELETE FROM teams WHERE id = $1", [teamId]);
  await db.sql("INSERT INTO team_deletions (team_id, at, counts, proof) VALUES ($1, $2, '{}', '')", [
    teamId,
    clock.now(),
  ]);
}

const refundsOf = async ({ stripe }: Inbound) =>
  (await stripe.refunds.list()).data.map(({ amount, payment_intent: payment }) => ({ amount, payment }));

const cardsOf = async ({ stripe }: Inbound, { customerId }: Customer) =>
  (await stripe.customers.listPaymentMethods(customerId)).data.length;

/** A team that is deleted while somebody pays for credit. */
async function paidMeanwhile(inbound: Inbound) {
  const team = await makeCustomer(inbound);
  const session = await buyCredit(inbound, team, 1_000);
  inbound.twin.pay(session.id);
  await deleteTeam(inbound, team);
  return { team, payment: await intentOf(inbound, session.id) };
}

describe("what was paid while the team was being deleted", () => {
  test("for credit goes back in full, once, however often it is told", async () => {
    const inbound = await makeInbound(db, { chaos: { webhooks: { duplicate: 1 } } });
    const { team, payment } = await paidMeanwhile(inbound);
    expect((await inbound.take()).failed).toEqual([]);
    expect(inbound.delivered.bodies.length).toBeGreaterThan(inbound.twin.events().length);
    await inbound.twin.clock.advance(2 * MINUTE_MS);
    await inbound.take();
    expect(await refundsOf(inbound)).toEqual([{ amount: 1_000, payment }]);
    expect(inbound.warnings).toEqual([{ team: team.teamId, payment, amount: 1_000, currency: "usd" }]);
    expect(await cardsOf(inbound, team)).toBe(0);
  });

  test.each(["fail_before", "fail_after", "fail_kept"] as const)(
    "goes back with the next try where the provider breaks once (%s)",
    async (fault) => {
      const inbound = await makeInbound(db);
      const { payment } = await paidMeanwhile(inbound);
      inbound.twin.failNext(fault, { method: "POST", path: "/v1/refunds" });
      expect((await inbound.take()).failed).not.toEqual([]);
      await inbound.twin.clock.advance(10 * MINUTE_MS);
      expect((await inbound.take()).failed).toEqual([]);
      expect(await refundsOf(inbound)).toEqual([{ amount: 1_000, payment }]);
      expect(new Set(inbound.warnings.map((warning) => warning.payment))).toEqual(new Set([payment]));
    },
  );

  test("goes back when it is paid days later", async () => {
    const inbound = await makeInbound(db);
    const team = await makeCustomer(inbound);
    inbound.twin.pay((await buyCredit(inbound, team, 700)).id, { delayed: "succeeds" });
    await deleteTeam(inbound, team);
    await inbound.take();
    expect(await refundsOf(inbound)).toEqual([]);
    await inbound.twin.clock.advance(3 * 86_400_000);
    expect((await inbound.take()).failed).toEqual([]);
    expect(await refundsOf(inbound)).toMatchObject([{ amount: 700 }]);
  });

  test("goes back though the team was there when the payment was asked for", async () => {
    const inbound = await makeInbound(db);
    const team = await makeCustomer(inbound);
    const session = await buyCredit(inbound, team, 1_000);
    inbound.twin.pay(session.id);
    const { id } = await subscribe(inbound, team, await makePrices(inbound.stripe));
    const read = [
      await readPayment(inbound.ctx, await intentOf(inbound, session.id)),
      await readSubscription(inbound.ctx, id),
    ];
    await deleteTeam(inbound, team);
    for (const apply of read)
      await expect(inbound.db.database.inSystem(apply)).rejects.toMatchObject({ code: "payments.not_yet" });
    expect((await inbound.take()).failed).toEqual([]);
    expect((await refundsOf(inbound)).map(({ amount }) => amount).sort()).toEqual([1_000, 2_900]);
    expect(await inbound.stripe.subscriptions.retrieve(id)).toMatchObject({ status: "canceled" });
  });

  test("for a plan goes back, and the plan ends", async () => {
    const inbound = await makeInbound(db);
    const team = await makeCustomer(inbound);
    const { id } = await subscribe(inbound, team, await makePrices(inbound.stripe));
    await deleteTeam(inbound, team);
    inbound.twin.failNext("fail_kept", { method: "POST", path: "/v1/refunds" });
    await inbound.take();
    await inbound.twin.clock.advance(10 * MINUTE_MS);
    expect((await inbound.take()).failed).toEqual([]);
    expect(await inbound.stripe.subscriptions.retrieve(id)).toMatchObject({ status: "canceled" });
    expect(await refundsOf(inbound)).toMatchObject([{ amount: 2_900 }]);
    expect(await cardsOf(inbound, team)).toBe(0);
    await inbound.twin.clock.advance(90 * 86_400_000);
    const sums = Object.values(inbound.twin.reckoning()).map(({ sums }) => sums.usd);
    expect(sums).toMatchObject([{ charged: 2_900, refunded: 2_900 }]);
    expect(inbound.warnings).toEqual(
      expect.arrayContaining([
        { team: team.teamId, subscription: id },
        expect.objectContaining({ amount: 2_900, currency: "usd" }),
      ]),
    );
  });
});

describe("nothing goes back", () => {
  test("that an operator has given back, or that was bought before", async () => {
    const inbound = await makeInbound(db);
    const { payment } = await paidMeanwhile(inbound);
    await inbound.stripe.refunds.create({ payment_intent: payment });
    expect((await inbound.take()).failed).toEqual([]);
    const before = await makeCustomer(inbound);
    const session = await buyCredit(inbound, before, 2_000);
    inbound.twin.pay(session.id);
    await inbound.take();
    await deleteTeam(inbound, before);
    inbound.twin.closeDispute(inbound.twin.openDispute(await intentOf(inbound, session.id)), "won");
    expect((await inbound.take()).failed).toEqual([]);
    expect(await refundsOf(inbound)).toEqual([{ amount: 1_000, payment }]);
    expect(inbound.warnings).toMatchObject([{ payment }]);
  });

  test("of what the team owed: the last invoice, and one that somebody paid at a page", async () => {
    const inbound = await makeInbound(db);
    const { stripe, twin } = inbound;
    const team = await makeCustomer(inbound);
    const { id } = await subscribe(inbound, team, await makePrices(stripe));
    await inbound.take();
    await twin.clock.advance(MINUTE_MS);
    await stripe.billing.meterEvents.create({
      ...{ event_name: "millrace_usage", identifier: "last" },
      payload: { stripe_customer_id: team.customerId, value: "500" },
    });
    await twin.clock.advance(MINUTE_MS);
    await stripe.subscriptions.cancel(id, { invoice_now: true, prorate: false });
    const [draft] = (await stripe.invoices.list({ status: "draft" })).data;
    await stripe.invoices.finalizeInvoice(String(draft?.id));
    const metadata = { team: team.teamId, purchase: "invoice" };
    const page = await stripe.checkout.sessions.create({
      ...{ customer: team.customerId, mode: "payment", success_url: "https://millrace.test/" },
      payment_intent_data: { metadata },
      line_items: [
        {
          quantity: 1,
          price_data: { currency: "usd", unit_amount: 900, product_data: { name: "Invoice" } },
        },
      ],
    });
    twin.pay(page.id);
    const paid = (await stripe.invoices.list({ status: "paid" })).data.map(({ total }) => total);
    expect(paid).toEqual([500, 2_900]);
    await deleteTeam(inbound, team);
    expect((await inbound.take()).failed).toEqual([]);
    expect(await refundsOf(inbound)).toEqual([]);
    expect(inbound.warnings).toEqual([]);
  });

  test("of another product on the same account, whatever its metadata say", async () => {
    const inbound = await makeInbound(db);
    const { stripe } = inbound;
    const stranger = await stripe.customers.create({ name: "Another shop's" });
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: stranger.id });
    await stripe.customers.update(stranger.id, { invoice_settings: { default_payment_method: method.id } });
    for (const team of ["blue", "019c0000-0000-7000-8000-000000000000"])
      await stripe.paymentIntents.create({
        ...{ amount: 100, currency: "usd", customer: stranger.id, payment_method: method.id, confirm: true },
        metadata: { team, purchase: "credit" },
        automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      });
    const prices = await makePrices(stripe);
    const { id } = await stripe.subscriptions.create({
      ...{ customer: stranger.id, items: [{ price: prices.pro.id }], metadata: { team: "blue" } },
      billing_mode: { type: "flexible" },
    });
    expect((await inbound.take()).failed).toEqual([]);
    expect(await refundsOf(inbound)).toEqual([]);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: "active" });
  });
});
