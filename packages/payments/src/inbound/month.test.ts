import { closeInvoices } from "@millrace/billing";
import { newId } from "@millrace/kernel";
import { publishPlan } from "@millrace/prices";
import { fakeClock, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { finaliseSent } from "../meter/finalise-sent.ts";
import { stripeCollector } from "../meter/stripe-collector.ts";
import {
  type Customer,
  expectBalanced,
  type Inbound,
  makeCustomer,
  makeInbound,
  makePrices,
  stateOf,
  subscribe,
} from "./inbound.fixture.ts";
import { reconcile } from "./reconcile/reconcile.ts";
import { takeEvents } from "./take-events.ts";

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
  await closeMonthThatEnds(inbound, "2026-04-01");
  return { inbound, team };
}

async function closeMonthThatEnds({ twin, ctx, take }: Inbound, day: string): Promise<void> {
  await twin.clock.set(new Date(`${day}T00:00:10Z`));
  await take();
  await twin.clock.set(new Date(`${day}T02:05:00Z`));
  const { database, clock, stripe } = ctx;
  const collector = stripeCollector({ database, clock, stripe });
  const { failed } = await closeInvoices({ database, clock, taxRates: [], collector });
  expect(failed).toEqual([]);
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

/** From now on it is charged. */
async function putIn({ stripe }: Inbound, { customerId }: Customer, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer: customerId });
  await stripe.customers.update(customerId, { invoice_settings: { default_payment_method: method.id } });
}

test("a card that is declined makes the plan overdue since the invoice, and another card pays for both", async () => {
  const { inbound, team } = await closedMonth();
  const { twin } = inbound;
  await putIn(inbound, team, "pm_card_chargeCustomerFail");
  await finaliseSent(inbound.ctx);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "past_due" }],
    invoices: [{ kind: "plan" }, { kind: "usage", state: "open" }],
  });
  await putIn(inbound, team, "pm_card_visa");
  await twin.clock.advance(3 * 86_400_000 + 1_000);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    subscriptions: [{ state: "active" }],
    invoices: [{ kind: "plan" }, { kind: "usage", state: "paid" }],
    cards: [{ card_label: "visa 4242" }],
  });
  await expectBalanced(inbound, team);
});

describe("whoever may pay is told of a declined payment", () => {
  const RETRY_MS = 3 * 86_400_000 + 1_000;

  test("once, until when requests are answered, however many hear of it and however often it is tried", async () => {
    const { inbound, team } = await closedMonth();
    const viewer = await joinAs(team, "viewer", "en");
    const payer = await joinAs(team, "billing", "zh-CN");
    await putIn(inbound, team, "pm_card_chargeCustomerFail");
    await finaliseSent(inbound.ctx);
    await inbound.twin.settle();
    await Promise.all([1, 2, 3, 4].map(() => takeEvents(inbound.ctx)));
    await inbound.take();
    const told = await mailsTo(inbound, team);
    expect(told.map(({ recipient }) => recipient)).toEqual([payer, team.email].sort());
    expect(told.map(({ recipient }) => recipient)).not.toContain(viewer);
    for (const { recipient, locale, values } of told) {
      expect(locale).toBe(recipient === payer ? "zh-CN" : "en");
      expect(values).toMatchObject({
        ...{ amount: "29.00 USD", reason: "Your card was declined.", until: "2026-04-15T00:00:00.000Z" },
        path: expect.stringMatching(/^\/t\/.+\/billing$/),
      });
    }
    await inbound.twin.clock.advance(RETRY_MS);
    await inbound.take();
    expect(await mailsTo(inbound, team)).toHaveLength(2);
  });

  test("again where it happens again after it was paid", async () => {
    const { inbound, team } = await closedMonth();
    await putIn(inbound, team, "pm_card_chargeCustomerFail");
    await finaliseSent(inbound.ctx);
    await inbound.take();
    await putIn(inbound, team, "pm_card_visa");
    await inbound.twin.clock.advance(RETRY_MS);
    await inbound.take();
    expect(await mailsTo(inbound, team)).toHaveLength(1);
    await putIn(inbound, team, "pm_card_chargeCustomerFail");
    await closeMonthThatEnds(inbound, "2026-05-01");
    await finaliseSent(inbound.ctx);
    await inbound.take();
    const told = await mailsTo(inbound, team);
    expect(told.map(({ values }) => values.until)).toEqual([
      "2026-04-15T00:00:00.000Z",
      "2026-05-15T00:00:00.000Z",
    ]);
  });
});

async function joinAs({ teamId }: Customer, role: string, locale: string): Promise<string> {
  const id = newId();
  const email = `${id}@example.test`;
  await db.sql(
    "INSERT INTO persons (id, email, name, password_hash, locale) VALUES ($1, $2, 'Bo', 'none', $3)",
    [id, email, locale],
  );
  await db.sql(
    "INSERT INTO memberships (team_id, person_id, role, joined_by) VALUES ($1, $2, $3, 'invitation')",
    [teamId, id, role],
  );
  return email;
}

/** What waits in the outbox for people of a team, opened; by recipient, then oldest first. */
async function mailsTo({ ctx }: Inbound, { teamId }: Customer) {
  const rows = await db.sql(
    `SELECT id::text, recipient, locale, sealed_values FROM mails WHERE team_id = $1 AND template = 'payment_declined'
     ORDER BY recipient, created_at`,
    [teamId],
  );
  return db.database.inSystem((tx) =>
    Promise.all(
      rows.map(async ({ id, recipient, locale, sealed_values: sealed }) => ({
        ...{ recipient, locale },
        values: JSON.parse(
          await ctx.secrets.open(
            tx,
            { owner: teamId, purpose: "mail", id: String(id) },
            sealed as Uint8Array,
          ),
        ),
      })),
    ),
  );
}
