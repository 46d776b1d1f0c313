import type { Prisma, SystemTx } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import type { MeterReading } from "./reading.ts";

const READING = {
  identifier: true,
  valueMinor: true,
  at: true,
  isFinal: true,
  sentAt: true,
  error: true,
} as const satisfies Prisma.MeterReadingSelect;

/** Whoever tells a team's meter something writes it down one after the other, until the transaction ends. */
export async function lockReadings(tx: SystemTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('payments.readings ' || ${teamId}, 0))`;
}

type OfPeriod = { teamId: string; periodStart: Date };

/** Counts a period's readings; the last part of their names. */
export function sequenceOf({ identifier }: Pick<MeterReading, "identifier">): number {
  return Number(identifier.slice(identifier.lastIndexOf(":") + 1));
}

/** Newest first. */
export async function findReadings(tx: SystemTx, { teamId, periodStart }: OfPeriod): Promise<MeterReading[]> {
  const readings = await tx.meterReading.findMany({ where: { teamId, periodStart }, select: READING });
  return readings.sort((left, right) => sequenceOf(right) - sequenceOf(left));
}

export async function insertReading(
  tx: SystemTx,
  { teamId, periodStart }: OfPeriod,
  reading: MeterReading & { createdAt: Date },
): Promise<void> {
  await tx.meterReading.create({ data: { teamId, periodStart, ...reading }, select: { identifier: true } });
}

export async function saveReading(
  tx: SystemTx,
  { teamId, periodStart, identifier }: OfPeriod & { identifier: string },
  change: { sentAt: Date } | { error: string },
): Promise<void> {
  await tx.meterReading.updateMany({ where: { teamId, periodStart, identifier }, data: change });
}

type Unread = { period: Period; since: Date | null; after: string | null; limit: number };

export type MeteredTeam = { teamId: string; customerId: string };

/**
 * Teams whose plan a provider keeps, and for which something was booked in the period since a moment of the database's clock, or
 * whose newest reading has not arrived. Without a moment: all. In order, after `after`.
 */
export async function findUnread(
  tx: SystemTx,
  { period, since, after, limit }: Unread,
): Promise<MeteredTeam[]> {
  return tx.$queryRaw<MeteredTeam[]>`
    SELECT s.team_id::text AS "teamId", c.provider_id AS "customerId"
    FROM subscriptions s
    JOIN payment_customers c ON c.team_id = s.team_id
    WHERE s.provider = 'stripe' AND s.ended_at IS NULL AND (${after}::uuid IS NULL OR s.team_id > ${after}::uuid)
      AND (${since}::timestamptz IS NULL
        OR EXISTS (SELECT 1 FROM ledger_entries e
          WHERE e.team_id = s.team_id AND e.at >= ${period.start} AND e.at < ${period.end} AND e.created_at >= ${since})
        OR EXISTS (SELECT 1 FROM meter_readings r
          WHERE r.team_id = s.team_id AND r.period_start = ${period.start} AND (r.error IS NOT NULL OR r.sent_at IS NULL)))
    ORDER BY s.team_id LIMIT ${limit}`;
}

export type UnsentInvoice = { teamId: string; id: string; providerId: string; totalMinor: bigint };

/** Closed invoices that a provider collects and was not told to, oldest first. */
export async function findUnsent(tx: SystemTx, limit: number): Promise<UnsentInvoice[]> {
  const rows = await tx.invoice.findMany({
    where: {
      ...{ kind: "usage", provider: "stripe", sentAt: null, state: { not: "draft" } },
      providerId: { not: null },
    },
    select: { teamId: true, id: true, providerId: true, totalMinor: true },
    orderBy: [{ closedAt: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.flatMap(({ providerId, ...row }) => (providerId === null ? [] : [{ ...row, providerId }]));
}

export async function markSent(tx: SystemTx, { teamId, id }: UnsentInvoice, sentAt: Date): Promise<void> {
  await tx.invoice.updateMany({ where: { teamId, id, sentAt: null }, data: { sentAt } });
}
