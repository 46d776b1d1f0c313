import { type TestDatabase, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import {
  buyCredit,
  expectBalanced,
  intentOf,
  makeCustomer,
  makeInbound,
  makePrices,
  START,
  stateOf,
  subscribe,
} from "../inbound.fixture.ts";
import { reconcile } from "./reconcile.ts";

// One each: what is open of others would be looked for at the twin of this one.
const heard = await testDatabase();
const compared = await testDatabase();
const gone = await testDatabase();
const strange = await testDatabase();
const NOTHING = { events: 0, objects: 0 };

/** A team with a plan, bought credit, a refund and a dispute, none of which anybody heard of. */
async function unheard(db: TestDatabase) {
  const inbound = await makeInbound(db, { chaos: { webhooks: { lose: 1 } } });
  const team = await makeCustomer(inbound);
  await subscribe(inbound, team, await makePrices(inbound.stripe));
  const [refunded, disputed] = [await buyCredit(inbound, team, 1000), await buyCredit(inbound, team, 500)];
  for (const { id } of [refunded, disputed]) inbound.twin.pay(id);
  await inbound.stripe.refunds.create({
    payment_intent: await intentOf(inbound, refunded.id),
    amount: 400,
  });
  inbound.twin.openDispute(await intentOf(inbound, disputed.id));
  expect((await inbound.take()).done).toBe(0);
  return { inbound, team };
}

const WHOLE = {
  subscriptions: [{ state: "active", plan_name: "pro" }],
  invoices: [{ kind: "plan", state: "paid", total: 2900 }],
  payments: [
    { kind: "credit", state: "disputed", amount: 500 },
    { kind: "credit", state: "succeeded", amount: 1000, refunded: 400 },
    { kind: "invoice", amount: 2900 },
    { kind: "refund", amount: 400 },
  ],
};

test("events that nobody heard are found and done; what is known is found no more", async () => {
  const { inbound, team } = await unheard(heard);
  expect((await reconcile(inbound.ctx, { since: START })).events).toBeGreaterThan(0);
  expect((await inbound.take()).failed).toEqual([]);
  expect(await stateOf(inbound, team)).toMatchObject(WHOLE);
  await expectBalanced(inbound, team);
  // A dispute that is open is looked after in every round.
  expect(await reconcile(inbound.ctx, { since: START })).toEqual({ events: 0, objects: 1 });
});

test("objects are compared where events are forgotten even by the provider", async () => {
  const { inbound, team } = await unheard(compared);
  // As if all events were known, without anything having come of them.
  for (const { id, type } of inbound.twin.events())
    await compared.sql(
      `INSERT INTO payment_events (id, provider, type, object_id, happened_at, received_at, state, next_attempt_at)
       VALUES ($1, 'stripe', $2, 'x', now(), now(), 'done', now())`,
      [id, type],
    );
  for (let round = 0; round < 2; round += 1) {
    const { events, objects } = await reconcile(inbound.ctx, { since: START });
    expect(events).toBe(0);
    expect(objects).toBeGreaterThan(0);
    expect((await inbound.take()).failed).toEqual([]);
    await inbound.twin.clock.advance(1_000);
  }
  expect(await stateOf(inbound, team)).toMatchObject(WHOLE);
  await expectBalanced(inbound, team);
});

test("what ended, was cancelled or was paid unheard is found from our side", async () => {
  const inbound = await makeInbound(gone);
  const team = await makeCustomer(inbound);
  const { id } = await subscribe(inbound, team, await makePrices(inbound.stripe));
  await inbound.take();
  inbound.twin.setChaos({ webhooks: { lose: 1 } });
  await inbound.stripe.subscriptions.cancel(id);
  await gone.sql(
    `INSERT INTO payment_events (id, provider, type, object_id, happened_at, received_at, state, next_attempt_at)
     SELECT e.id, 'stripe', 'x', 'x', now(), now(), 'done', now() FROM unnest($1::text[]) AS e (id) ON CONFLICT DO NOTHING`,
    [inbound.twin.events().map((event) => event.id)],
  );
  expect(await reconcile(inbound.ctx, { since: START })).toEqual({ events: 0, objects: 1 });
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({ subscriptions: [{ state: "canceled" }] });
  expect(await reconcile(inbound.ctx, { since: START })).toEqual(NOTHING);
});

test("what is nobody's here is left alone", async () => {
  const inbound = await makeInbound(strange, { chaos: { webhooks: { lose: 1 } } });
  const stranger = await inbound.stripe.customers.create({ name: "Another shop's" });
  const method = await inbound.stripe.paymentMethods.attach("pm_card_visa", { customer: stranger.id });
  await inbound.stripe.paymentIntents.create({
    ...{ amount: 100, currency: "usd", customer: stranger.id, payment_method: method.id, confirm: true },
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
  });
  const { objects } = await reconcile(inbound.ctx, { since: START });
  expect(objects).toBe(0);
  expect((await inbound.take()).failed).toEqual([]);
});
