import { Prisma } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import { UNITS, type Unit } from "@millrace/prices";
import type { UsageSum } from "../rules/usage-lines.ts";
import type { ReaderTx } from "./store.ts";

const CACHED = Prisma.sql`least(r.cached_input_tokens, r.input_tokens)`;

/** How much of a unit a record of what did not fail is charged for; the same rule as metering's `billable`. */
const QUANTITY: Readonly<Record<Unit, Prisma.Sql>> = {
  request: Prisma.sql`(r.outcome = 'answered')::int`,
  input_token: Prisma.sql`(r.input_tokens - ${CACHED})`,
  cached_input_token: CACHED,
  output_token: Prisma.sql`r.output_tokens`,
  image: Prisma.sql`0`,
  audio_second: Prisma.sql`0`,
  compute_second: Prisma.sql`0`,
};

const SUMS = Prisma.join(
  UNITS.map((unit) => Prisma.sql`sum(${QUANTITY[unit]})::text AS ${Prisma.raw(`"${unit}"`)}`),
);

type SumRow = Omit<UsageSum, "isLate" | "quantities" | "amountPico"> &
  Record<Unit, string> & { amountPico: string };

/** Whose charges the ledger booked in this period. */
export type Booked = { teamId: string; period: Period };

/** What was used and booked in a period, added up; all of one currency. In a fixed order. */
export async function sumUsage(tx: ReaderTx, { teamId, period }: Booked): Promise<UsageSum[]> {
  const used = Prisma.sql`usage_records r JOIN ledger_entries c ON c.team_id = r.team_id AND c.id = r.charge_id
    AND r.at >= ${period.start} AND r.at < ${period.end}`;
  return sums(tx, { teamId, period }, used, false);
}

/** What was used earlier and booked in a period, as its own was closed. Reads what the period's charges are made of. */
export async function sumLateUsage(tx: ReaderTx, { teamId, period }: Booked): Promise<UsageSum[]> {
  // Without OFFSET the planner would rather read all that the team ever used.
  const used = Prisma.sql`ledger_entries c CROSS JOIN LATERAL (
    SELECT * FROM usage_records r
    WHERE r.team_id = ${teamId}::uuid AND r.charge_id = c.id AND r.at < ${period.start} OFFSET 0) AS r`;
  return sums(tx, { teamId, period }, used, true);
}

async function sums(
  tx: ReaderTx,
  { teamId, period }: Booked,
  used: Prisma.Sql,
  isLate: boolean,
): Promise<UsageSum[]> {
  const rows = await tx.$queryRaw<SumRow[]>`
    SELECT used.*, coalesce(d.name, used."modelName") AS "deploymentName"
    FROM (
      SELECT r.deployment_id AS "deploymentId", r.model_name AS "modelName", r.price_version_id AS "priceVersionId",
        ${SUMS}, sum(r.amount_pico)::text AS "amountPico"
      FROM ${used}
      WHERE r.team_id = ${teamId}::uuid AND r.outcome <> 'failed'
        AND c.team_id = ${teamId}::uuid AND c.kind = 'charge' AND c.at >= ${period.start} AND c.at < ${period.end}
      GROUP BY 1, 2, 3
    ) AS used
    LEFT JOIN deployments d ON d.team_id = ${teamId}::uuid AND d.id = used."deploymentId"
    ORDER BY "deploymentName", used."modelName", used."deploymentId", used."priceVersionId"`;
  return rows.map(({ deploymentId, deploymentName, modelName, priceVersionId, amountPico, ...row }) => ({
    ...{ isLate, deploymentId, deploymentName, modelName, priceVersionId },
    quantities: Object.fromEntries(UNITS.map((unit) => [unit, BigInt(row[unit])])),
    amountPico: BigInt(amountPico),
  }));
}

export type Ledgered = { chargedPico: bigint; drawnPico: bigint };

/** What the ledger charged in a period, and what credit paid of it. */
export async function sumLedger(tx: ReaderTx, { teamId, period }: Booked): Promise<Ledgered> {
  const [row] = await tx.$queryRaw<{ charged: string; drawn: string }[]>`
    SELECT coalesce(sum(amount_pico) FILTER (WHERE kind = 'charge'), 0)::text AS charged,
      coalesce(sum(amount_pico) FILTER (WHERE kind = 'draw'), 0)::text AS drawn
    FROM ledger_entries
    WHERE team_id = ${teamId}::uuid AND at >= ${period.start} AND at < ${period.end} AND kind IN ('charge', 'draw')`;
  return { chargedPico: BigInt(row?.charged ?? 0), drawnPico: BigInt(row?.drawn ?? 0) };
}

/** Which requests a line counts: those that used its unit. */
export type LineRequests = Booked & {
  isLate: boolean;
  deploymentId: string;
  modelName: string;
  priceVersionId: string;
  unit: Unit;
};

export type LineRequestRow = {
  id: string;
  at: Date;
  keyId: string;
  outcome: string;
  quantity: bigint;
  amountPico: bigint;
};

/** Newest first, from right after a place on. */
export async function findLineRequests(
  tx: ReaderTx,
  { teamId, period, isLate, deploymentId, modelName, priceVersionId, unit }: LineRequests,
  { after, limit }: { after: { at: Date; id: string } | null; limit: number },
): Promise<LineRequestRow[]> {
  const end = isLate ? period.start : period.end;
  const used = isLate ? Prisma.empty : Prisma.sql`AND r.at >= ${period.start}`;
  const below =
    after === null
      ? Prisma.empty
      : Prisma.sql`AND r.at <= ${after.at} AND (r.at < ${after.at} OR r.id < ${after.id}::uuid)`;
  const rows = await tx.$queryRaw<(Omit<LineRequestRow, "quantity"> & { quantity: number })[]>`
    SELECT r.id::text AS id, r.at, r.key_id::text AS "keyId", r.outcome, ${QUANTITY[unit]} AS quantity,
      r.amount_pico AS "amountPico"
    FROM usage_records r
    WHERE r.team_id = ${teamId}::uuid AND r.at < ${end} ${used} ${below}
      AND r.deployment_id = ${deploymentId}::uuid AND r.model_name = ${modelName}
      AND r.price_version_id = ${priceVersionId}::uuid AND r.outcome <> 'failed' AND ${QUANTITY[unit]} > 0
      AND EXISTS (
        SELECT 1 FROM ledger_entries c
        WHERE c.team_id = r.team_id AND c.id = r.charge_id AND c.kind = 'charge' AND c.at >= ${period.start} AND c.at < ${period.end})
    ORDER BY r.at DESC, r.id DESC LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, quantity: BigInt(row.quantity) }));
}
