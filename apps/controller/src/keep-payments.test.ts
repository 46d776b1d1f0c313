import type { PaymentsConfig } from "@millrace/config";
import { systemClock as clock } from "@millrace/kernel";
import { stripeClient } from "@millrace/payments";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { startStripeTwin } from "@millrace/stripe-twin";
import { createLog } from "@millrace/telemetry";
import { makeTeam, testDatabase } from "@millrace/testing";
import { afterAll, expect, test, vi } from "vitest";
import { keepPayments } from "./keep-payments.ts";

const WAIT = { timeout: 20_000, interval: 100 };
const db = await testDatabase();
const twin = await startStripeTwin();
afterAll(() => twin.stop());
const keys = openKeyRing({ kind: "given", keys: ["k".repeat(32)] });
const secrets = createSecrets({ keys, clock });
const payments: PaymentsConfig = {
  ...{ secretKey: twin.secretKey, isLive: false, webhookSecrets: [], apiBase: twin.url },
  tax: "none",
};
const stripe = stripeClient(payments);

function start(wanted: PaymentsConfig | null) {
  const lines: string[] = [];
  const log = createLog({ service: "controller" }, { write: (line) => lines.push(line) });
  return { stop: keepPayments({ database: db.database, clock, secrets, payments: wanted, log }), lines };
}

/** A team with a card, of which no delivery tells. */
async function customerOf(teamId: string): Promise<string> {
  const { id } = await stripe.customers.create({});
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: id });
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: card.id } });
  await db.sql(
    `INSERT INTO payment_customers (team_id, provider, provider_id, created_at, updated_at)
     VALUES ($1, 'stripe', $2, now() - interval '1 hour', now() - interval '1 hour')`,
    [teamId, id],
  );
  return id;
}

test("without a provider nothing is asked of anybody", async () => {
  const { stop, lines } = start(null);
  await stop();
  expect(lines).toEqual([]);
});

test("what no delivery told is found at the start and done, and the log says so", async () => {
  const { teamId } = await makeTeam(db, clock);
  await customerOf(teamId);
  const { stop, lines } = start(payments);
  await vi.waitFor(async () => {
    expect(await db.sql("SELECT card_label FROM payment_customers WHERE team_id = $1", [teamId])).toEqual([
      { card_label: "visa 4242" },
    ]);
    expect(lines.join("")).toContain("did not all arrive");
  }, WAIT);
  await stop();
});

test("an event that is given up is said with its reason", async () => {
  const { teamId } = await makeTeam(db, clock);
  const customer = await customerOf(teamId);
  const { id } = await stripe.paymentIntents.create({
    ...{ amount: 700, currency: "usd", customer, payment_method: "pm_card_visa" },
    ...{ confirm: true, off_session: true },
  });
  await db.sql(
    `INSERT INTO payment_events (id, provider, type, object_id, happened_at, received_at, state, attempts, next_attempt_at)
     VALUES ('evt_worn_out', 'stripe', 'payment_intent.succeeded', $1, now(), now(), 'waiting', 11, now())`,
    [id],
  );
  const { stop, lines } = start(payments);
  await vi.waitFor(() => {
    const told = lines.filter((line) => line.includes("evt_worn_out")).join("");
    expect(told).toContain("given up");
    expect(told).toContain("payments.unknown_purpose");
  }, WAIT);
  await stop();
});
