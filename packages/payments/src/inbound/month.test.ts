import { closeInvoices } from "@millrace/billing";
import { publishPlan } from "@millrace/prices";
import { fakeClock, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { finaliseSent } from "../meter/finalise-sent.ts";
import { stripeCollector } from "../meter/stripe-collector.ts";
import {
  expectBalanced,
  makeCustomer,
  makeInbound,
  makePrices,
  stateOf,
  subscribe,
} from "./inbound.fixture.ts";
import { reconcile } from "./reconcile/reconcile.ts";

const db = await testDatabase();
await publishPlan(
  { database: db.database, clock: fakeClock() },
  {
    ...{ planName: "pro", title: "Pro", currency: "USD", effectiveFrom: new Date("2026-02-01T00:00:00Z") },
    ...{ feeMinor: 2900n, includedPico: 0n, minimumMinor: 0n, isOffered: true },
  },
);

/** Past the close of March, with ours written and the provider's final. */
async function closedMonth() {
  const inbound = await makeInbound(db, { now: new Date("2026-03-01T00:00:00Z") });
  const team = await makeCustomer(inbound);
  await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.take();
  await inbound.twin.clock.set(new Date("2026-04-01T00:00:10Z"));
  await inbound.take();
  await inbound.twin.clock.set(new Date("2026-04-01T02:05:00Z"));
  const { database, clock, stripe } = inbound.ctx;
  const collector = stripeCollector({ database, clock, stripe });
  const { failed } = await closeInvoices({ database, clock, taxRates: [], collector });
  expect(failed).toEqual([]);
  return { inbound, team };
}

test("what the provider collects of a month settles our invoice of it", async () => {
  const { inbound, team } = await closedMonth();
  expect(await stateOf(inbound, team)).toMatchObject({
    invoices: [
      { kind: "plan", state: "paid" },
      { kind: "usage", state: "open", total: 2900 },
    ],
  });
  await finaliseSent(inbound.ctx);
  await inbound.take();
  await inbound.twin.clock.advance(3_600_000);
  expect((await inbound.take()).failed).toEqual([]);
  expect(await stateOf(inbound, team)).toMatchObject({
    invoices: [
      { kind: "plan", state: "paid" },
      { kind: "usage", state: "paid", paid: 2900 },
    ],
    payments: [{ amount: 2900 }, { amount: 2900 }],
  });
  expect(await reconcile(inbound.ctx, { since: new Date("2026-03-01T00:00:00Z") })).toEqual({
    events: 0,
    objects: 0,
  });
  await expectBalanced(inbound, team);
});

test("a card that is declined makes the plan overdue since the invoice, and another card pays for both", async () => {
  const { inbound, team } = await closedMonth();
  const { stripe, twin } = inbound;
  const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: team.customerId });
  await stripe.customers.update(team.customerId, { invoice_settings: { default_payment_method: bad.id } });
  await finaliseSent(inbound.ctx);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "past_due" }],
    invoices: [{ kind: "plan" }, { kind: "usage", state: "open" }],
  });
  const good = await stripe.paymentMethods.attach("pm_card_visa", { customer: team.customerId });
  await stripe.customers.update(team.customerId, { invoice_settings: { default_payment_method: good.id } });
  await twin.clock.advance(3 * 86_400_000 + 1_000);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "active" }],
    invoices: [{ kind: "plan" }, { kind: "usage", state: "paid" }],
    cards: [{ card_label: "visa 4242" }],
  });
  await expectBalanced(inbound, team);
});
