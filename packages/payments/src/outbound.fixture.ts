import { chargeUsage, grantCredit, saveSubscription } from "@millrace/billing";
import { type Clock, newId } from "@millrace/kernel";
import { storeUsage, type UsageRecord } from "@millrace/metering";
import { publishPlan, publishPrice } from "@millrace/prices";
import { countUsage } from "@millrace/quotas";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { type StripeTwin, type StripeTwinOptions, startStripeTwin } from "@millrace/stripe-twin";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import type Stripe from "stripe";
import { onTestFinished } from "vitest";
import { startCheckout } from "./index.ts";
import type { PaymentContext, PaymentProvider } from "./provider.ts";
import { stripeClient } from "./stripe/stripe-client.ts";
import { stripeProvider } from "./stripe/stripe-provider.ts";
import { readSubscription } from "./stripe/subscription-of.ts";

export const db = await testDatabase();
export const CONSOLE_URL = "https://mill.example.test";
export const PAGE = { locale: "en", returnPath: "/t/acme/billing" } as const;
const MODEL = "millrace-embed";
const BEFORE = new Date("2025-01-01T00:00:00Z");
const KEY = "only-for-tests-and-32-characters-long";

/** A cent for a million tokens. */
await publishPrice(
  { database: db.database, clock: fakeClock() },
  {
    ...{ modelName: MODEL, currency: "USD", effectiveFrom: BEFORE, teamId: null },
    rates: [{ unit: "input_token", pricePico: 10_000n }],
  },
);

/** Of all tests; with what they cost a month in cents. */
export const PLANS = { basic: 3_100n, pro: 6_200n, free: 0n };
for (const [planName, feeMinor] of Object.entries(PLANS))
  await publishPlan(
    { database: db.database, clock: fakeClock() },
    {
      ...{ planName, title: planName, currency: "USD", effectiveFrom: BEFORE, feeMinor },
      ...{ includedPico: 0n, minimumMinor: 0n, isOffered: true },
    },
  );

export type Rehearsal = {
  twin: StripeTwin;
  stripe: Stripe;
  provider: PaymentProvider;
  clock: Clock;
  /** What was told in the log of the provider. */
  warnings: Record<string, unknown>[];
  /** Acts for the installation. */
  system: {
    database: typeof db.database;
    clock: Clock;
    stripe: Stripe;
    provider: PaymentProvider;
    secrets: ReturnType<typeof createSecrets>;
  };
};

/** Each has ids of its own, since the tests share a database. */
let seeds = 0;

/** A twin of Stripe that stands still, and what asks it; it ends with the test. */
export async function rehearse(now: string, options: StripeTwinOptions = {}): Promise<Rehearsal> {
  seeds += 1;
  await forgetOthers();
  const twin = await startStripeTwin({ now: new Date(now), seed: seeds, ...options });
  onTestFinished(() => twin.stop());
  const stripe = clientOf(twin);
  const warnings: Record<string, unknown>[] = [];
  const provider = stripeProvider(stripe, {
    ...{ consoleUrl: CONSOLE_URL, tax: "none" },
    pause: (milliseconds) => twin.clock.advance(milliseconds),
    warn: (fields) => void warnings.push(fields),
  });
  const clock: Clock = { now: () => twin.clock.now(), monotonicMs: () => twin.clock.now().getTime() };
  const secrets = createSecrets({ keys: openKeyRing({ kind: "given", keys: [KEY] }), clock });
  return {
    twin,
    stripe,
    provider,
    clock,
    warnings,
    system: { database: db.database, clock, stripe, provider, secrets },
  };
}

/** What rounds over all teams would do of earlier tests, whose twins are gone. */
async function forgetOthers(): Promise<void> {
  await db.sql("DELETE FROM top_up_rules");
  await db.sql("DELETE FROM payment_operations");
  await db.sql("DELETE FROM payment_customers");
  await db.sql("UPDATE subscriptions SET ended_at = started_at WHERE ended_at IS NULL");
  await db.sql(
    "UPDATE subscription_phases SET ends_at = starts_at + interval '1 second' WHERE ends_at IS NULL",
  );
  await db.sql("UPDATE invoices SET sent_at = now() WHERE sent_at IS NULL");
}

/** A client as every process has one. */
export function clientOf({ url, secretKey }: StripeTwin): Stripe {
  const webhookSecrets: string[] = [];
  return stripeClient({ secretKey, isLive: false, webhookSecrets, apiBase: url, tax: "none" });
}

export type PayingTeam = TestTeam & {
  /** Somebody of it, with the provider. */
  acting(role?: string): PaymentContext;
};

export async function payingTeam({ provider, clock }: Rehearsal): Promise<PayingTeam> {
  const team = await makeTeam(db, clock);
  return { ...team, acting: (role = "owner") => ({ ...team.as(role), provider }) };
}

export async function customerOf({ teamId }: PayingTeam): Promise<string> {
  const [row] = await db.sql("SELECT provider_id FROM payment_customers WHERE team_id = $1", [teamId]);
  return String(row?.provider_id);
}

/** Where the page is that somebody was sent to. */
export function sessionOf({ url }: { url: string }): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

/** A team that pays for a plan, as Stripe tells of it. */
export async function subscribedTeam(rehearsal: Rehearsal, planName = "basic"): Promise<PayingTeam> {
  const team = await payingTeam(rehearsal);
  const page = await startCheckout(team.acting(), { for: { kind: "plan", planName }, ...PAGE });
  const refusal = rehearsal.twin.pay(sessionOf(page));
  if (refusal !== null) throw refusal;
  await hear(rehearsal, team);
  return team;
}

/** What Stripe has of the team's subscription is ours too. */
export async function hear({ stripe, clock }: Rehearsal, team: PayingTeam): Promise<void> {
  const { data } = await stripe.subscriptions.list({ customer: await customerOf(team), status: "all" });
  for (const { id } of data.reverse()) {
    const read = await readSubscription(stripe, id, { teamId: team.teamId, pastDueSince: null });
    if (read !== null) await db.database.inSystem((tx) => saveSubscription(tx, read, { clock }));
  }
}

/** Uses what costs so many cents, at the twin's time or another. */
export async function use(
  { clock }: Rehearsal,
  { teamId }: PayingTeam,
  cents: number,
  at: Date = clock.now(),
): Promise<void> {
  const record: UsageRecord = {
    ...{ teamId, deploymentId: newId(), keyId: newId(), id: newId(), at, nodeId: newId() },
    ...{ modelName: MODEL, modelVersionId: newId(), task: "feature-extraction", outcome: "answered" },
    ...{ inputs: 1, inputTokens: cents * 1_000_000, cachedInputTokens: 0, outputTokens: 0, holderId: null },
    ...{ queueUs: 0, computeUs: 0, totalUs: 0, batchRows: 1 },
  };
  await storeUsage({ database: db.database, clock }, [record], [countUsage, chargeUsage]);
}

export async function give({ clock }: Rehearsal, { teamId }: PayingTeam, cents: number): Promise<void> {
  await grantCredit(
    { database: db.database, clock },
    {
      ...{ teamId, kind: "promotional", name: "Welcome", amountPico: BigInt(cents) * 10n ** 10n },
      operationId: newId(),
    },
  );
}

/** The states of a team's operations, oldest first. */
export async function operationsOf({ teamId }: PayingTeam): Promise<string[]> {
  const rows = await db.sql(
    "SELECT kind, state FROM payment_operations WHERE team_id = $1 ORDER BY created_at, id",
    [teamId],
  );
  return rows.map(({ kind, state }) => `${kind} ${state}`);
}
