import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { checkBooks } from "@millrace/billing";
import type { Clock } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { type StripeTwinOptions, startStripeTwin } from "@millrace/stripe-twin";
import { makeTeam, type TestDatabase, type TestTeam } from "@millrace/testing";
import Stripe from "stripe";
import { expect, onTestFinished } from "vitest";
import { insertCustomer } from "../outbound/store.ts";
import { API_VERSION } from "../stripe/stripe-client.ts";
import { receiveEvent } from "./receive-event.ts";
import { type EventRound, takeEvents } from "./take-events.ts";

export const START = new Date("2026-03-10T12:00:00Z");
export const SECRET = "whsec_of_the_twin_and_of_us";
const KEY = "only-for-tests-and-32-characters-long";
const ROUNDS_MAX = 200;
/** Another one for each twin, so that no two of a database give the same ids. */
let seeds = 1;

export type Inbound = Awaited<ReturnType<typeof makeInbound>>;

/** A twin whose deliveries come to us, as the console and the controller take them, on the twin's clock. */
export async function makeInbound(db: TestDatabase, options: StripeTwinOptions = {}) {
  const twin = await startStripeTwin({ now: START, seed: seeds++, ...options });
  onTestFinished(() => twin.stop());
  const { host, port, secretKey } = twin;
  const stripe = new Stripe(secretKey, {
    apiVersion: API_VERSION,
    ...{ host, port, protocol: "http", maxNetworkRetries: 0, telemetry: false },
  });
  const clock: Clock = { now: () => twin.clock.now(), monotonicMs: () => twin.clock.now().getTime() };
  const alarms: Record<string, unknown>[] = [];
  const alarm = (fields: Record<string, unknown>) => void alarms.push(fields);
  const warnings: Record<string, unknown>[] = [];
  const warn = (fields: Record<string, unknown>) => void warnings.push(fields);
  const secrets = createSecrets({ keys: openKeyRing({ kind: "given", keys: [KEY] }), clock });
  const ctx = { database: db.database, clock, secrets, stripe, alarm, warn };
  const delivered = { bodies: [] as { rawBody: string; signature: string }[], refused: 0 };
  const url = await listen(async (rawBody, signature) => {
    delivered.bodies.push({ rawBody, signature });
    try {
      await receiveEvent(ctx, { rawBody, signature, secrets: [SECRET], livemode: false });
      return 200;
    } catch {
      delivered.refused += 1;
      return 503;
    }
  });
  twin.sendEventsTo([
    { url, secrets: [SECRET] },
    { url, secrets: [SECRET], payload: "thin" },
  ]);
  /** Until nothing is due any more. */
  async function take(): Promise<EventRound> {
    const sum: EventRound = { done: 0, postponed: 0, failed: [] };
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await twin.settle();
      const { done, postponed, failed } = await takeEvents(ctx);
      sum.done += done;
      sum.postponed += postponed;
      sum.failed.push(...failed);
      if (done + postponed + failed.length === 0) return sum;
    }
    throw new Error("events never end");
  }
  return { db, twin, stripe, clock, ctx, alarms, warnings, delivered, take };
}

async function listen(answer: (body: string, signature: string) => Promise<number>): Promise<string> {
  const server = createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    req.on("end", async () =>
      res.writeHead(await answer(body, String(req.headers["stripe-signature"]))).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export type Customer = TestTeam & { customerId: string };

/** A team that the twin knows, with a card. */
export async function makeCustomer({ db, stripe, clock }: Inbound, card = "pm_card_visa"): Promise<Customer> {
  const team = await makeTeam(db, clock);
  const { teamId } = team;
  const { id: customerId } = await stripe.customers.create({ metadata: { team: teamId } });
  const method = await stripe.paymentMethods.attach(card, { customer: customerId });
  await stripe.customers.update(customerId, { invoice_settings: { default_payment_method: method.id } });
  await db.database.inSystem((tx) =>
    insertCustomer(tx, { teamId, provider: "stripe", providerId: customerId, createdAt: clock.now() }),
  );
  return { ...team, customerId };
}

/** Prices as Millrace makes them, each once a twin. */
export async function makePrices(stripe: Stripe) {
  const product = await stripe.products.create({ name: "Plans" });
  const plan = (planName: string, amount: number) =>
    stripe.prices.create({
      ...{ product: product.id, currency: "usd", unit_amount: amount, metadata: { plan: planName } },
      recurring: { interval: "month", usage_type: "licensed" },
    });
  const meter = await stripe.billing.meters.create({
    ...{ display_name: "Usage", event_name: "millrace_usage", default_aggregation: { formula: "last" } },
  });
  const usage = await stripe.prices.create({
    ...{ product: product.id, currency: "usd", unit_amount: 1 },
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
  });
  return { pro: await plan("pro", 2900), basic: await plan("basic", 900), usage };
}

export async function subscribe(
  { stripe }: Inbound,
  { customerId, teamId }: Customer,
  prices: Awaited<ReturnType<typeof makePrices>>,
) {
  return stripe.subscriptions.create({
    customer: customerId,
    items: [{ price: prices.pro.id }, { price: prices.usage.id }],
    billing_mode: { type: "flexible" },
    metadata: { team: teamId },
  });
}

/** Somebody buys credit, as `startCheckout` lets them. */
export async function buyCredit(inbound: Inbound, customer: Customer, amountMinor: number) {
  const { db, stripe, clock } = inbound;
  const [row] = await db.sql(
    `INSERT INTO payment_operations (team_id, id, kind, key, state, request, next_attempt_at, created_at)
     VALUES ($1, gen_random_uuid(), 'checkout_credit', gen_random_uuid()::text, 'waiting', $2, $3, $3) RETURNING id`,
    [customer.teamId, { amountMinor: String(amountMinor), currency: "USD", invoiceId: null }, clock.now()],
  );
  const operationId = String(row?.id);
  const metadata = { team: customer.teamId, operation: operationId };
  const session = await stripe.checkout.sessions.create({
    ...{ customer: customer.customerId, mode: "payment", success_url: "https://millrace.test/", metadata },
    payment_intent_data: { metadata: { ...metadata, purchase: "credit" }, setup_future_usage: "off_session" },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: "usd", unit_amount: amountMinor, product_data: { name: "Credit" } },
      },
    ],
  });
  await db.sql("UPDATE payment_operations SET provider_id = $2 WHERE id = $1", [operationId, session.id]);
  return session;
}

export async function intentOf({ stripe }: Inbound, sessionId: string): Promise<string> {
  return String((await stripe.checkout.sessions.retrieve(sessionId)).payment_intent);
}

/** What a team has of money, without ids and times that differ from run to run. */
export async function stateOf({ db }: Inbound, { teamId }: { teamId: string }) {
  const rows = (text: string) => db.sql(text, [teamId]);
  return {
    subscriptions: await rows(
      "SELECT state, plan_name, cancel_at, ended_at, current_period_end FROM subscriptions WHERE team_id = $1 ORDER BY started_at",
    ),
    invoices: await rows(
      `SELECT kind, state, total_minor::int AS total, paid_minor::int AS paid, credited_minor::int AS credited
       FROM invoices WHERE team_id = $1 ORDER BY kind, period_start, total_minor, state`,
    ),
    payments: await rows(
      `SELECT kind, state, amount_minor::int AS amount, refunded_minor::int AS refunded FROM payments
       WHERE team_id = $1 ORDER BY kind, amount_minor, state`,
    ),
    grants: await rows(
      `SELECT amount_pico::text AS amount, used_pico::text AS used, voided_at IS NOT NULL AS frozen FROM credit_grants
       WHERE team_id = $1 ORDER BY amount_pico, used_pico`,
    ),
    accounts: await rows(
      `SELECT account, sum(amount)::text AS amount FROM (
         SELECT debit AS account, amount_pico AS amount FROM ledger_entries WHERE team_id = $1
         UNION ALL SELECT credit, -amount_pico FROM ledger_entries WHERE team_id = $1) AS side
       GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1`,
    ),
    cards: await rows("SELECT card_label FROM payment_customers WHERE team_id = $1"),
    operations: await rows(
      "SELECT state FROM payment_operations WHERE team_id = $1 ORDER BY created_at, state",
    ),
  };
}

export async function expectBalanced({ ctx }: Inbound, { teamId }: { teamId: string }): Promise<void> {
  for await (const books of checkBooks(ctx, { teamId }))
    expect(books).toMatchObject({ isBalanced: true, differences: [] });
}
