import { effort, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import {
  buyCredit,
  expectBalanced,
  type Inbound,
  intentOf,
  makeCustomer,
  makeInbound,
  makePrices,
  START,
  stateOf,
  subscribe,
} from "./inbound.fixture.ts";
import { reconcile } from "./reconcile/reconcile.ts";

const db = await testDatabase();
const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 120_000;
const SEEDS = Array.from({ length: 2 * effort() }, (_, index) => 5_000 + index);

const ALL_SORTS = {
  webhooks: { duplicate: 0.3, reorder: 0.5, delay: 0.4, delaySecondsMax: 7_200, lose: 0.2 },
  requests: {
    ...{ drop_before: 0.04, drop_after: 0.04, too_many: 0.04, conflict: 0.04 },
    ...{ fail_before: 0.04, fail_after: 0.04, fail_kept: 0.04 },
  },
};

/** A plan, credit, refunds, disputes both ways, another card, and an end. `meanwhile` runs between any two of them. */
async function live(inbound: Inbound, meanwhile: () => Promise<void>) {
  const { twin, stripe } = inbound;
  const team = await makeCustomer(inbound);
  const subscription = await subscribe(inbound, team, await makePrices(stripe));
  await meanwhile();
  const [kept, lost] = [await buyCredit(inbound, team, 1000), await buyCredit(inbound, team, 500)];
  for (const { id } of [kept, lost]) twin.pay(id);
  await meanwhile();
  const payment_intent = await intentOf(inbound, kept.id);
  await stripe.refunds.create({ payment_intent, amount: 300 });
  await stripe.refunds.create({ payment_intent, amount: 200 });
  const dispute = twin.openDispute(await intentOf(inbound, lost.id));
  const [charge] = (await stripe.charges.list({ customer: team.customerId })).data.filter(
    ({ amount }) => amount === 2900,
  );
  const other = twin.openDispute(String(charge?.id));
  await meanwhile();
  const card = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: team.customerId });
  await stripe.customers.update(team.customerId, {
    invoice_settings: { default_payment_method: card.id },
  });
  twin.closeDispute(dispute, "lost");
  await meanwhile();
  twin.closeDispute(other, "won");
  await stripe.subscriptions.cancel(subscription.id);
  await meanwhile();
  return team;
}

/** Deliveries and answers are as they should be again; what waits is done, and what was missed is found. */
async function calmDown(inbound: Inbound): Promise<void> {
  inbound.twin.setChaos({});
  for (let round = 0; round < 3; round += 1) {
    await inbound.twin.clock.advance(13 * HOUR_MS);
    await inbound.take();
    await reconcile(inbound.ctx, { since: START });
    expect((await inbound.take()).failed).toEqual([]);
  }
}

async function endOf(inbound: Inbound, meanwhile: () => Promise<void>) {
  const team = await live(inbound, meanwhile);
  await calmDown(inbound);
  await expectBalanced(inbound, team);
  const state = await stateOf(inbound, team);
  return { ...state, subscriptions: state.subscriptions.map(({ state: ends }) => ends) };
}

let expected: Awaited<ReturnType<typeof endOf>> | undefined;

async function endWithoutMischief() {
  const calm = await makeInbound(db, { seed: 4_000 });
  return endOf(calm, async () => void (await calm.take()));
}

test.each(SEEDS)(
  "whatever is told twice, late, in another order or not at all, a team ends as if nothing had gone wrong (seed %i)",
  async (seed) => {
    expected ??= await endWithoutMischief();
    expect(expected).toMatchObject({
      subscriptions: ["canceled"],
      invoices: [{ state: "paid", paid: 2900 }],
      payments: [
        { kind: "credit", state: "lost" },
        { kind: "credit", refunded: 500 },
        { kind: "invoice" },
        { kind: "refund" },
        { kind: "refund" },
      ],
      cards: [{ card_label: "mastercard 4444" }],
    });
    const wild = await makeInbound(db, { seed });
    const meanwhile = async () => {
      wild.twin.setChaos(ALL_SORTS);
      await wild.take();
      await wild.twin.clock.advance(HOUR_MS / 2);
      await wild.take();
      wild.twin.setChaos({ webhooks: ALL_SORTS.webhooks });
    };
    wild.twin.setChaos({ webhooks: ALL_SORTS.webhooks });
    expect(await endOf(wild, meanwhile)).toEqual(expected);
  },
  TIMEOUT_MS,
);

test("a subscription that ended does not come back, when its beginning is told last", async () => {
  const inbound = await makeInbound(db, { seed: 6_000 });
  const team = await makeCustomer(inbound);
  const { id } = await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.stripe.subscriptions.cancel(id);
  await inbound.twin.settle();
  await db.sql(
    "UPDATE payment_events SET next_attempt_at = $1 WHERE type = 'customer.subscription.created'",
    [new Date(START.getTime() + HOUR_MS)],
  );
  await inbound.take();
  await inbound.twin.clock.advance(2 * HOUR_MS);
  expect((await inbound.take()).failed).toEqual([]);
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "canceled", ended_at: expect.any(Date) }],
  });
});

test("an invoice that is told before its subscription brings it along", async () => {
  const inbound = await makeInbound(db, { seed: 7_000 });
  const team = await makeCustomer(inbound);
  await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.twin.settle();
  await db.sql("DELETE FROM payment_events WHERE type NOT LIKE 'invoice.%'");
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "active" }],
    invoices: [{ state: "paid" }],
  });
});

test("rounds at the same time do everything once", async () => {
  const inbound = await makeInbound(db, { seed: 8_000 });
  const team = await live(inbound, async () => {
    await inbound.twin.settle();
    await Promise.all([inbound.take(), inbound.take(), inbound.take()]);
  });
  await calmDown(inbound);
  await expectBalanced(inbound, team);
  expect(await stateOf(inbound, team)).toMatchObject({ invoices: [{ state: "paid" }] });
});
