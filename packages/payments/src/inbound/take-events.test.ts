import { testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import {
  buyCredit,
  expectBalanced,
  intentOf,
  makeCustomer,
  makeInbound,
  makePrices,
  stateOf,
  subscribe,
} from "./inbound.fixture.ts";

const db = await testDatabase();
const CENT = 10n ** 10n;

test("credit bought at the provider's page is there once, though several events tell of the one payment", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  const session = await buyCredit(inbound, team, 1000);
  expect(inbound.twin.pay(session.id)).toBeNull();
  const { failed } = await inbound.take();
  expect(failed).toEqual([]);
  const types = inbound.twin.events().map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(["checkout.session.completed", "payment_intent.succeeded"]));
  expect(await stateOf(inbound, team)).toMatchObject({
    grants: [{ amount: String(1000n * CENT), used: "0" }],
    payments: [{ kind: "credit", state: "succeeded", amount: 1000 }],
    operations: [{ state: "done" }],
    cards: [{ card_label: "visa 4242" }],
  });
  await expectBalanced(inbound, team);
});

test("a page that nobody paid at ends its operation, and one that is paid later buys when it is paid", async () => {
  const inbound = await makeInbound(db);
  const [left, later] = [await makeCustomer(inbound), await makeCustomer(inbound)];
  await buyCredit(inbound, left, 500);
  inbound.twin.pay((await buyCredit(inbound, later, 700)).id, { delayed: "succeeds" });
  await inbound.take();
  expect(await stateOf(inbound, later)).toMatchObject({ grants: [], operations: [{ state: "waiting" }] });
  await inbound.twin.clock.advance(3 * 86_400_000);
  await inbound.take();
  expect(await stateOf(inbound, left)).toMatchObject({ grants: [], operations: [{ state: "failed" }] });
  expect(await stateOf(inbound, later)).toMatchObject({
    grants: [{ amount: String(700n * CENT) }],
    operations: [{ state: "done" }],
  });
  await expectBalanced(inbound, later);
});

test("a subscription and its first invoice are ours, with the payment", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  await subscribe(inbound, team, await makePrices(inbound.stripe));
  expect((await inbound.take()).failed).toEqual([]);
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "active", plan_name: "pro", ended_at: null }],
    invoices: [{ kind: "plan", state: "paid", total: 2900, paid: 2900 }],
    payments: [{ kind: "invoice", amount: 2900 }],
  });
  await expectBalanced(inbound, team);
});

test("a draft that closes a month does not become final by itself, and waits for ours", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  const { id } = await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.twin.clock.set(new Date("2026-04-10T12:00:01Z"));
  await inbound.take();
  await inbound.twin.clock.advance(3 * 3_600_000);
  const [draft] = (await inbound.stripe.invoices.list({ subscription: id, status: "draft" })).data;
  expect(draft).toMatchObject({ status: "draft", auto_advance: false, billing_reason: "subscription_cycle" });
  await inbound.stripe.invoices.finalizeInvoice(String(draft?.id), { auto_advance: true });
  const { postponed } = await inbound.take();
  expect(postponed).toBeGreaterThan(0);
  expect(await stateOf(inbound, team)).toMatchObject({ invoices: [{ kind: "plan", total: 2900 }] });
  await expectBalanced(inbound, team);
});

test("what cannot be collected makes the plan overdue, then ends it; the invoice stays owed until somebody gives it up", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound, "pm_card_chargeCustomerFail");
  const subscription = await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "incomplete" }],
    invoices: [{ state: "open", total: 2900 }],
    payments: [],
  });
  await inbound.twin.clock.advance(24 * 3_600_000);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "incomplete_expired", ended_at: expect.any(Date) }],
    invoices: [{ state: "void" }],
  });
  expect(subscription.status).toBe("incomplete");
  await expectBalanced(inbound, team);
});

test("refunds in parts and a dispute that is lost leave the books balanced", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  const session = await buyCredit(inbound, team, 1000);
  inbound.twin.pay(session.id);
  await inbound.take();
  const payment_intent = await intentOf(inbound, session.id);
  await inbound.stripe.refunds.create({ payment_intent, amount: 200 });
  await inbound.stripe.refunds.create({ payment_intent, amount: 300 });
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    grants: [{ used: String(500n * CENT) }],
    payments: [{ kind: "credit", refunded: 500 }, { kind: "refund" }, { kind: "refund" }],
  });
  const dispute = inbound.twin.openDispute(payment_intent);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({ grants: [{ frozen: true }] });
  inbound.twin.closeDispute(dispute, "lost");
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    grants: [{ frozen: false, used: String(1000n * CENT) }],
    accounts: [],
  });
  await expectBalanced(inbound, team);
});

test("of an invoice that is disputed the money is owed again, until the bank decides for us", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.take();
  const [charge] = (await inbound.stripe.charges.list({ customer: team.customerId })).data;
  const dispute = inbound.twin.openDispute(String(charge?.id));
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({ invoices: [{ state: "open", paid: 0 }] });
  await expectBalanced(inbound, team);
  inbound.twin.closeDispute(dispute, "won");
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({ invoices: [{ state: "paid", paid: 2900 }] });
  await expectBalanced(inbound, team);
});

test("usage that a meter could not count stands at its reading, and somebody is told", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  await db.sql(
    `INSERT INTO meter_readings (team_id, period_start, identifier, value_minor, at, is_final, created_at)
     VALUES ($1, '2026-03-01Z', 'reading-1', 5, now(), false, now())`,
    [team.teamId],
  );
  await inbound.stripe.billing.meterEvents.create({
    ...{ event_name: "millrace_usage", identifier: "reading-1" },
    payload: { stripe_customer_id: team.customerId, value: "5" },
  });
  await inbound.take();
  expect(await db.sql("SELECT error FROM meter_readings WHERE team_id = $1", [team.teamId])).toEqual([
    { error: expect.any(String) },
  ]);
  expect(inbound.alarms).toMatchObject([{ readings: 1 }]);
});
