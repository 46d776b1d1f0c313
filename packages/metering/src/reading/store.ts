import { Prisma, type TeamTx } from "@millrace/db";
import type { Cursor } from "../rules/cursor.ts";
import { outcomeSchema } from "../usage-record.ts";
import { conditions, recordSlices, slices } from "./store-slices.ts";
import type { Bucket, Grouping, UsageFilter } from "./usage-filter.ts";
import type { UsageRequest } from "./usage-request.ts";

export type UsageSum = { requests: number; inputTokens: number; amountPico: bigint };
export type UsageTotal = UsageSum & {
  inputs: number;
  /** Those of the input tokens that nobody computed. */
  cachedInputTokens: number;
  queueMs: number;
  computeMs: number;
  totalMs: number;
};

/** Counts as bigint; amounts, whose sum may be larger than that, as text. */
type SumRow = { requests: bigint; inputTokens: bigint; amountPico: string };
type TotalRow = SumRow & {
  inputs: bigint;
  cachedInputTokens: bigint;
  queueMs: number;
  computeMs: number;
  totalMs: number;
};

const SUMS = Prisma.sql`coalesce(sum(requests), 0)::bigint AS requests,
  coalesce(sum(input_tokens), 0)::bigint AS "inputTokens", coalesce(sum(amount_pico), 0)::text AS "amountPico"`;

const GROUP: Record<Grouping, Prisma.Sql> = {
  model: Prisma.sql`model_name`,
  key: Prisma.sql`key_id::text`,
  deployment: Prisma.sql`deployment_id::text`,
  none: Prisma.sql`''`,
};

export async function findCurrency(tx: TeamTx, teamId: string): Promise<string> {
  const { currency } = await tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { currency: true } });
  return currency;
}

export async function sumAll(tx: TeamTx, teamId: string, filter: UsageFilter): Promise<UsageTotal> {
  const mean = (column: string) =>
    Prisma.sql`coalesce(sum(${Prisma.raw(column)}) / nullif(sum(requests), 0) / 1000, 0)::float8`;
  const [{ inputs, cachedInputTokens, ...row }] = await tx.$queryRaw<[TotalRow]>`
    SELECT ${SUMS}, coalesce(sum(inputs), 0)::bigint AS inputs,
      coalesce(sum(cached_input_tokens), 0)::bigint AS "cachedInputTokens", ${mean("queue_us")} AS "queueMs",
      ${mean("compute_us")} AS "computeMs", ${mean("total_us")} AS "totalMs"
    FROM (${slices(teamId, filter)}) AS usage`;
  return { ...row, ...toSum(row), inputs: Number(inputs), cachedInputTokens: Number(cachedInputTokens) };
}

export type SeriesQuery = { bucket: Bucket; groupBy: Grouping; groupsMax: number; otherGroups: string };

/** By time, then group. Beyond the largest `groupsMax` groups the rest is added up as `otherGroups`. */
export async function sumSeries(
  tx: TeamTx,
  teamId: string,
  { filter, bucket, groupBy, groupsMax, otherGroups }: SeriesQuery & { filter: UsageFilter },
): Promise<(UsageSum & { at: Date; group: string })[]> {
  const source = bucket === "minute" ? recordSlices(teamId, filter) : slices(teamId, filter);
  const rows = await tx.$queryRaw<(SumRow & { at: Date; group: string })[]>`
    WITH usage AS (SELECT *, ${GROUP[groupBy]} AS "group" FROM (${source}) AS slices),
    ranked AS (
      SELECT "group", row_number() OVER (ORDER BY sum(requests) DESC, "group") AS rank FROM usage GROUP BY "group")
    SELECT date_trunc(${bucket}, at, 'UTC') AS at,
      CASE WHEN rank <= ${groupsMax} THEN "group" ELSE ${otherGroups} END AS "group", ${SUMS}
    FROM usage JOIN ranked USING ("group")
    GROUP BY 1, 2 ORDER BY 1, 2`;
  return rows.map((row) => ({ at: row.at, group: row.group, ...toSum(row) }));
}

/** The groups with most requests first. */
export async function sumGroups(
  tx: TeamTx,
  teamId: string,
  { filter, groupBy, limit }: { filter: UsageFilter; groupBy: Grouping; limit: number },
): Promise<(UsageSum & { group: string; lastAt: Date })[]> {
  const rows = await tx.$queryRaw<(SumRow & { group: string; lastAt: Date })[]>`
    SELECT ${GROUP[groupBy]} AS "group", ${SUMS}, max(last_at) AS "lastAt"
    FROM (${slices(teamId, filter)}) AS usage
    GROUP BY 1 ORDER BY sum(requests) DESC, 1 LIMIT ${limit}`;
  return rows.map((row) => ({ group: row.group, lastAt: row.lastAt, ...toSum(row) }));
}

export type Latency = { p50Ms: number; p99Ms: number; queueMs: number; computeMs: number };

/** Of the newest `limit` answered requests; null when there are none. */
export async function measureLatency(
  tx: TeamTx,
  teamId: string,
  { filter, limit }: { filter: UsageFilter; limit: number },
): Promise<Latency | null> {
  const rows = await tx.$queryRaw<[{ answered: number } & Latency]>`
    SELECT count(*)::int AS answered,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY total_us) / 1000 AS "p50Ms",
      percentile_cont(0.99) WITHIN GROUP (ORDER BY total_us) / 1000 AS "p99Ms",
      (avg(queue_us) / 1000)::float8 AS "queueMs", (avg(compute_us) / 1000)::float8 AS "computeMs"
    FROM (
      SELECT total_us, queue_us, compute_us FROM usage_records
      WHERE team_id = ${teamId}::uuid AND at >= ${filter.from} AND at < ${filter.to} AND outcome = 'answered'
        ${conditions(filter)}
      ORDER BY at DESC, id DESC LIMIT ${limit}
    ) AS newest`;
  const { answered, ...latency } = rows[0];
  return answered === 0 ? null : latency;
}

const REQUEST = {
  teamId: true,
  id: true,
  at: true,
  nodeId: true,
  keyId: true,
  deploymentId: true,
  modelName: true,
  modelVersionId: true,
  task: true,
  outcome: true,
  inputs: true,
  inputTokens: true,
  cachedInputTokens: true,
  outputTokens: true,
  holderId: true,
  queueUs: true,
  computeUs: true,
  totalUs: true,
  batchRows: true,
  priceVersionId: true,
  currency: true,
  amountPico: true,
  receivedAt: true,
} as const;

type RequestRow = Omit<UsageRequest, "outcome"> & { outcome: string };

/** Newest first, from right after the cursor on. */
export async function findRequests(
  tx: TeamTx,
  teamId: string,
  { filter, after, limit }: { filter: UsageFilter; after: Cursor | null; limit: number },
): Promise<UsageRequest[]> {
  const { from, to, ...things } = filter;
  // The first condition is what the index understands, the second settles requests of the same millisecond.
  const below = after && [
    { at: { lte: after.at } },
    { OR: [{ at: { lt: after.at } }, { id: { lt: after.id } }] },
  ];
  const rows = await tx.usageRecord.findMany({
    where: { teamId, ...things, AND: [{ at: { gte: from, lt: to } }, ...(below ?? [])] },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit,
    select: REQUEST,
  });
  return rows.map(toRequest);
}

export async function findRequest(tx: TeamTx, teamId: string, id: string): Promise<UsageRequest | null> {
  const row = await tx.usageRecord.findUnique({ where: { teamId_id: { teamId, id } }, select: REQUEST });
  return row && toRequest(row);
}

function toRequest({ outcome, ...row }: RequestRow): UsageRequest {
  return { ...row, outcome: outcomeSchema.parse(outcome) };
}

function toSum({ requests, inputTokens, amountPico }: SumRow): UsageSum {
  return { requests: Number(requests), inputTokens: Number(inputTokens), amountPico: BigInt(amountPico) };
}
