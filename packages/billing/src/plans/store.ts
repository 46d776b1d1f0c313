import { Prisma, type SystemTx } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import { z } from "zod";
import type { ReaderTx } from "../invoices/store.ts";
import type { Phase } from "../rules/plan-parts.ts";
import { SUBSCRIPTION_STATES, type Subscription } from "./subscription.ts";

const SUBSCRIPTION = {
  teamId: true,
  id: true,
  state: true,
  planName: true,
  nextPlanName: true,
  cancelAt: true,
  pastDueSince: true,
  provider: true,
  providerId: true,
  currentPeriodStart: true,
  currentPeriodEnd: true,
  startedAt: true,
  endedAt: true,
} as const satisfies Prisma.SubscriptionSelect;

type Row = Prisma.SubscriptionGetPayload<{ select: typeof SUBSCRIPTION }>;

const stateSchema = z.enum(SUBSCRIPTION_STATES);
const providerSchema = z.enum(["none", "stripe"]);

/** Whoever changes a team's plan does so one after the other, until the transaction ends. */
export async function lockPlan(tx: SystemTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('billing.plan ' || ${teamId}, 0))`;
}

/** A team's plan that has not ended; null: it has none. */
export async function findSubscription(tx: ReaderTx, teamId: string): Promise<Subscription | null> {
  const row = await tx.subscription.findFirst({ where: { teamId, endedAt: null }, select: SUBSCRIPTION });
  return row && toSubscription(row);
}

/** Of these teams, those that have not ended. */
export async function findSubscriptions(tx: SystemTx, teamIds: readonly string[]): Promise<Subscription[]> {
  const rows = await tx.subscription.findMany({
    where: { teamId: { in: [...teamIds] }, endedAt: null },
    select: SUBSCRIPTION,
  });
  return rows.map(toSubscription);
}

/** By its name at the provider, or else by its id; whether it has ended or not. */
export async function findSame(
  tx: SystemTx,
  { teamId, id, providerId }: Subscription,
): Promise<Subscription | null> {
  const where = providerId === null ? { teamId, id } : { teamId, providerId };
  const row = await tx.subscription.findFirst({ where, select: SUBSCRIPTION });
  return row && toSubscription(row);
}

/** False: the team has another one that has not ended. */
export async function insertSubscription(tx: SystemTx, wanted: Subscription, now: Date): Promise<boolean> {
  const { count } = await tx.subscription.createMany({
    data: [{ ...wanted, updatedAt: now }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function updateSubscription(tx: SystemTx, wanted: Subscription, now: Date): Promise<void> {
  const { teamId, id, ...columns } = wanted;
  await tx.subscription.updateMany({ where: { teamId, id }, data: { ...columns, updatedAt: now } });
}

export type PhaseRow = { planName: string; startsAt: Date; endsAt: Date | null };

/** The newest; null: there was none. */
export async function findNewestPhase(tx: SystemTx, { teamId, id }: Subscription): Promise<PhaseRow | null> {
  return tx.subscriptionPhase.findFirst({
    where: { teamId, subscriptionId: id },
    select: { planName: true, startsAt: true, endsAt: true },
    orderBy: { startsAt: "desc" },
  });
}

/** Ends the phase that began at a moment; where that is its end too, it never was. */
export async function endPhase(
  tx: SystemTx,
  { teamId, id }: Subscription,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
): Promise<void> {
  const where = { teamId, subscriptionId: id, startsAt };
  if (endsAt > startsAt) await tx.subscriptionPhase.updateMany({ where, data: { endsAt } });
  else await tx.subscriptionPhase.deleteMany({ where });
}

export async function insertPhase(
  tx: SystemTx,
  { teamId, id }: Subscription,
  { planName, startsAt }: { planName: string; startsAt: Date },
): Promise<void> {
  await tx.subscriptionPhase.createMany({ data: [{ teamId, subscriptionId: id, startsAt, planName }] });
}

/** A team's phases that are in a span of time, oldest first. */
export async function findPhases(
  tx: ReaderTx,
  { teamId, from, to }: { teamId: string; from: Date; to: Date },
): Promise<Phase[]> {
  const rows = await tx.$queryRaw<Phase[]>`
    SELECT p.subscription_id::text AS "subscriptionId", p.plan_name AS "planName", p.starts_at AS "startsAt", p.ends_at AS "endsAt",
      s.provider
    FROM subscription_phases p JOIN subscriptions s ON s.team_id = p.team_id AND s.id = p.subscription_id
    WHERE p.team_id = ${teamId}::uuid AND p.starts_at < ${to} AND (p.ends_at IS NULL OR p.ends_at > ${from})
    ORDER BY p.starts_at, p.subscription_id`;
  return rows.map((row) => ({ ...row, provider: providerSchema.parse(row.provider) }));
}

/**
 * Teams whose period is over where Millrace keeps it, or whose plan includes credit of which this month's is not there yet.
 * `month` as in `2026-01`.
 */
export async function findDue(
  tx: SystemTx,
  { now, month, limit }: { now: Date; month: string; limit: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw<{ teamId: string }[]>`
    SELECT s.team_id::text AS "teamId" FROM subscriptions s JOIN teams t ON t.id = s.team_id
    WHERE s.ended_at IS NULL AND (
      s.provider = 'none' AND s.current_period_end <= ${now}
      OR s.state IN ('trialing', 'active', 'past_due')
        AND EXISTS (SELECT 1 FROM plan_versions v
          WHERE v.plan_name = s.plan_name AND v.currency = t.currency AND v.included_pico > 0)
        AND NOT EXISTS (SELECT 1 FROM credit_grants g
          WHERE g.team_id = s.team_id AND starts_with(g.operation_id, concat('plan:', s.id, ':', ${month}::text, ':'))))
    ORDER BY s.team_id LIMIT ${limit}`;
  return rows.map(({ teamId }) => teamId);
}

/** What the ledger charged in a span of a month and no credit paid, in picos: no more than is left of all of the month. */
export async function sumUncovered(
  tx: SystemTx,
  { teamId, span, monthStart }: { teamId: string; span: Period; monthStart: Date },
): Promise<bigint> {
  const amount = Prisma.sql`CASE kind WHEN 'charge' THEN amount_pico ELSE -amount_pico END`;
  const [row] = await tx.$queryRaw<{ pico: string }[]>`
    SELECT greatest(least(sum(${amount}), sum(${amount}) FILTER (WHERE at >= ${span.start})), 0)::text AS pico
    FROM ledger_entries
    WHERE team_id = ${teamId}::uuid AND kind IN ('charge', 'draw') AND at >= ${monthStart} AND at < ${span.end}`;
  return BigInt(row?.pico ?? 0);
}

function toSubscription({ state, provider, ...row }: Row): Subscription {
  return { ...row, state: stateSchema.parse(state), provider: providerSchema.parse(provider) };
}
