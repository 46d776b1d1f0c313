import { NO_ORIGIN, newId } from "@millrace/kernel";
import { reconcile, startCheckout, stripeClient, stripeProvider, takeEvents } from "@millrace/payments";
import { publishPlan } from "@millrace/prices";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { startStripeTwin } from "@millrace/stripe-twin";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, onTestFinished, test } from "vitest";
import { deleteTeam } from "./delete-team.ts";

const START = new Date("2026-01-16T12:00:00Z");
const MONTHS_MS = 90 * 86_400_000;
const FIRST_FEE = 1_550;
const KEY = "only-for-tests-and-32-characters-long";

const db = await testDatabase();
await publishPlan(
  { database: db.database, clock: fakeClock() },
  {
    ...{
      planName: "basic",
      title: "Basic",
      currency: "USD",
      effectiveFrom: new Date("2025-01-01T00:00:00Z"),
    },
    ...{ feeMinor: 3_100n, includedPico: 0n, minimumMinor: 0n, isOffered: true },
  },
);
let seeds = 0;

/** A team that pays for a plan at the twin, of which everything that was told is written down. */
async function payingTeam() {
  seeds += 1;
  const twin = await startStripeTwin({ now: START, seed: seeds });
  onTestFinished(() => twin.stop());
  const { url, secretKey } = twin;
  const stripe = stripeClient({ secretKey, isLive: false, webhookSecrets: [], apiBase: url, tax: "none" });
  const warnings: Record<string, unknown>[] = [];
  const warn = (fields: Record<string, unknown>) => void warnings.push(fields);
  const provider = stripeProvider(stripe, {
    ...{ consoleUrl: "https://mill.example.test", tax: "none", warn },
    pause: (milliseconds) => twin.clock.advance(milliseconds),
  });
  const clock = { now: () => twin.clock.now(), monotonicMs: () => twin.clock.now().getTime() };
  const { teamId, personId, email, as } = await makeTeam(db, clock);
  const name = `Mill ${newId()}`;
  await db.sql("UPDATE teams SET name = $2 WHERE id = $1", [teamId, name]);
  const session = {
    ...{ id: newId(), person: { id: personId, email, name: "Ada" }, method: "password" as const },
    ...{ ssoTeamId: null, secondFactorAt: null, isOperator: false, origin: NO_ORIGIN },
  };
  const owner = () => ({ ...as("owner"), provider, session: { ...session, provedAt: clock.now() } });
  const page = await startCheckout(owner(), {
    ...{ for: { kind: "plan" as const, planName: "basic" }, locale: "en" as const },
    returnPath: "/t/mill/billing",
  });
  expect(twin.pay(page.url.slice(page.url.lastIndexOf("/") + 1))).toBeNull();
  const keys = openKeyRing({ kind: "given", keys: [KEY] });
  const secrets = createSecrets({ keys, clock });
  const ctx = { database: db.database, clock, secrets, stripe, alarm: () => {}, warn };
  /** As if each event had been delivered. */
  const hear = async () => {
    await reconcile(ctx, { since: START });
    return takeEvents(ctx);
  };
  await hear();
  const charged = () => Object.values(twin.reckoning()).map(({ sums }) => sums.usd?.charged);
  const isThere = async () => (await db.sql("SELECT 1 FROM teams WHERE id = $1", [teamId])).length === 1;
  return { twin, stripe, teamId, name, owner, hear, charged, isThere, warnings };
}

test("what a deleted team paid for ends at the provider, and what is told of it later ends quietly", async () => {
  const { twin, stripe, name, owner, hear, charged, isThere } = await payingTeam();
  await deleteTeam(owner(), { name });
  expect(await isThere()).toBe(false);
  const { data } = await stripe.subscriptions.list({ status: "all" });
  expect(data).toMatchObject([{ status: "canceled" }]);
  await twin.clock.advance(MONTHS_MS);
  expect(charged()).toEqual([FIRST_FEE]);
  const told = twin.events().map(({ type }) => type);
  expect(told).toEqual(expect.arrayContaining(["customer.subscription.deleted", "invoice.paid"]));
  expect(await hear()).toMatchObject({ postponed: 0, failed: [] });
  expect(await db.sql("SELECT 1 FROM payment_events WHERE state <> 'done'")).toEqual([]);
});

test("what was paid at a page that nobody had told of yet goes back, and no card is kept", async () => {
  const { twin, stripe, teamId, name, owner, hear, charged, warnings } = await payingTeam();
  const page = await startCheckout(owner(), {
    ...{ for: { kind: "credit" as const, amountMinor: 5_000n }, locale: "en" as const },
    returnPath: "/t/mill/billing",
  });
  twin.pay(page.url.slice(page.url.lastIndexOf("/") + 1));
  await deleteTeam(owner(), { name });
  expect((await hear()).failed).toEqual([]);
  expect(charged()).toEqual([FIRST_FEE + 5_000]);
  expect((await stripe.refunds.list()).data).toMatchObject([{ amount: 5_000, currency: "usd" }]);
  expect(warnings).toMatchObject([{ team: teamId, amount: 5_000, currency: "usd" }]);
});

test("while the provider is away nothing of the team is deleted, and later it is", async () => {
  const { twin, stripe, name, owner, charged, isThere } = await payingTeam();
  twin.setChaos({ requests: { drop_before: 1 } });
  await expect(deleteTeam(owner(), { name })).rejects.toMatchObject({ code: "payments.provider_away" });
  expect(await isThere()).toBe(true);
  twin.setChaos({ requests: {} });
  await deleteTeam(owner(), { name });
  expect(await isThere()).toBe(false);
  expect((await stripe.subscriptions.list()).data).toEqual([]);
  await twin.clock.advance(MONTHS_MS);
  expect(charged()).toEqual([FIRST_FEE]);
});

test("another name than the team's ends nothing at the provider", async () => {
  const { stripe, owner } = await payingTeam();
  await expect(deleteTeam(owner(), { name: "Another" })).rejects.toMatchObject({ param: "name" });
  expect((await stripe.subscriptions.list()).data).toMatchObject([{ status: "active" }]);
});
