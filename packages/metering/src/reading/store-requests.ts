import { Prisma, type TeamTx } from "@millrace/db";
import { floorToHour } from "@millrace/kernel";
import type { Cursor } from "../rules/cursor.ts";
import { outcomeSchema } from "../usage-record.ts";
import { conditions, prepareReading } from "./store-slices.ts";
import type { UsageFilter } from "./usage-filter.ts";
import type { UsageRequest } from "./usage-request.ts";

type Newest = { columns: Prisma.Sql; filter: UsageFilter; after?: Cursor | null; limit: number };

/**
 * The newest records that a filter means, from right after the cursor on. The rollups say on which days there are any, and in
 * which of their hours; only those are looked through, latest first, as far as it takes: what is rare is found without reading
 * all that is not.
 */
function newest(teamId: string, { columns, filter, after = null, limit }: Newest): Prisma.Sql {
  const { from, to } = filter;
  const wanted = conditions(teamId, filter);
  const until = after && after.at < to ? Prisma.sql`<= ${after.at}` : Prisma.sql`< ${to}`;
  const below = after ? Prisma.sql`AND (at, id) < (${after.at}, ${after.id}::uuid)` : Prisma.empty;
  return Prisma.sql`
    SELECT ${columns} FROM (
      SELECT day, hour FROM (
        SELECT DISTINCT day FROM usage_days
        WHERE team_id = ${teamId}::uuid AND day >= date_trunc('day', ${from}::timestamptz, 'UTC') AND day ${until} ${wanted}
        ORDER BY day DESC) AS days
      CROSS JOIN LATERAL (
        SELECT DISTINCT hour FROM usage_hours
        WHERE team_id = ${teamId}::uuid AND hour >= greatest(day, ${floorToHour(from)}) AND hour < day + interval '1 day'
          AND hour ${until} ${wanted}) AS hours
      ORDER BY day DESC, hour DESC) AS hours
    CROSS JOIN LATERAL (
      SELECT * FROM usage_records
      WHERE team_id = ${teamId}::uuid AND at >= greatest(hour, ${from}) AND at < hour + interval '1 hour' AND at ${until}
        ${below} ${wanted}
      ORDER BY at DESC, id DESC LIMIT ${limit}) AS records
    ORDER BY day DESC, hour DESC, at DESC, id DESC LIMIT ${limit}`;
}

export type Latency = { p50Ms: number; p99Ms: number; queueMs: number; computeMs: number };

/** Of the newest `limit` answered requests; null when there are none. */
export async function measureLatency(
  tx: TeamTx,
  teamId: string,
  { filter, limit }: { filter: UsageFilter; limit: number },
): Promise<Latency | null> {
  await prepareReading(tx);
  const columns = Prisma.sql`total_us, queue_us, compute_us`;
  const rows = await tx.$queryRaw<[{ answered: number } & Latency]>`
    SELECT count(*)::int AS answered,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY total_us) / 1000 AS "p50Ms",
      percentile_cont(0.99) WITHIN GROUP (ORDER BY total_us) / 1000 AS "p99Ms",
      (avg(queue_us) / 1000)::float8 AS "queueMs", (avg(compute_us) / 1000)::float8 AS "computeMs"
    FROM (${newest(teamId, { columns, filter: { ...filter, outcome: "answered" }, limit })}) AS newest`;
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
  query: { filter: UsageFilter; after: Cursor | null; limit: number },
): Promise<UsageRequest[]> {
  await prepareReading(tx);
  const found = await tx.$queryRaw<{ id: string }[]>(newest(teamId, { columns: Prisma.sql`id`, ...query }));
  const rows = await tx.usageRecord.findMany({
    where: { teamId, id: { in: found.map(({ id }) => id) } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
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
