import { Prisma, type TeamTx } from "@millrace/db";
import { bucketOf, MEMBER, prepareReading, slices } from "./store-slices.ts";
import type { Bucket, Grouping, Measure, UsageFilter } from "./usage-filter.ts";
import { type FullRow, type FullSum, type SumRow, toFullSum, toSum, type UsageSum } from "./usage-sum.ts";

const SUMS = Prisma.sql`coalesce(sum(requests), 0)::bigint AS requests,
  coalesce(sum(input_tokens), 0)::bigint AS "inputTokens", coalesce(sum(amount_pico), 0)::text AS "amountPico"`;
const FULL_SUMS = Prisma.sql`${SUMS}, coalesce(sum(inputs), 0)::bigint AS inputs,
  coalesce(sum(cached_input_tokens), 0)::bigint AS "cachedInputTokens",
  coalesce(sum(output_tokens), 0)::bigint AS "outputTokens"`;

/** What rows are first added up by: a member's keys become the member only after that, when few rows are left. */
const COLUMN: Record<Grouping, Prisma.Sql> = {
  model: Prisma.sql`model_name`,
  key: Prisma.sql`key_id`,
  deployment: Prisma.sql`deployment_id`,
  member: Prisma.sql`key_id`,
  outcome: Prisma.sql`outcome`,
  none: Prisma.sql`''`,
};

const MEASURED: Record<Measure, Prisma.Sql> = {
  requests: Prisma.sql`requests`,
  tokens: Prisma.sql`input_tokens`,
  cost: Prisma.sql`amount_pico`,
};

type Cells = { teamId: string; groupBy: Grouping; rows: Prisma.Sql; at: Prisma.Sql };

/** The table `cells`: each group at each time. The rows are read once and added up at once; what follows works with few. */
function cells({ teamId, groupBy, rows, at }: Cells): Prisma.Sql {
  const summed = Prisma.sql`
    SELECT ${at} AS at, ${COLUMN[groupBy]} AS thing, sum(requests)::bigint AS requests, sum(inputs)::bigint AS inputs,
      sum(input_tokens)::bigint AS input_tokens, sum(cached_input_tokens)::bigint AS cached_input_tokens,
      sum(output_tokens)::bigint AS output_tokens, sum(amount_pico) AS amount_pico, max(last_at) AS last_at
    FROM (${rows}) AS usage GROUP BY 1, 2`;
  const group = groupBy === "member" ? MEMBER : Prisma.sql`thing::text`;
  const joined =
    groupBy === "member"
      ? Prisma.sql`LEFT JOIN api_keys k ON k.team_id = ${teamId}::uuid AND k.id = thing`
      : Prisma.empty;
  return Prisma.sql`cells AS MATERIALIZED (SELECT things.*, ${group} AS "group" FROM (${summed}) AS things ${joined})`;
}

export type SeriesQuery = { bucket: Bucket; groupBy: Grouping; groupsMax: number; otherGroups: string };

/** By time, then group. Beyond the largest `groupsMax` groups the rest is added up as `otherGroups`. */
export async function sumSeries(
  tx: TeamTx,
  teamId: string,
  { filter, bucket, groupBy, groupsMax, otherGroups }: SeriesQuery & { filter: UsageFilter },
): Promise<(FullSum & { at: Date; group: string })[]> {
  await prepareReading(tx);
  const at = bucketOf(bucket);
  const rows = await tx.$queryRaw<(FullRow & { at: Date; group: string })[]>`
    WITH ${cells({ teamId, groupBy, rows: slices(teamId, filter, bucket), at })},
    ranked AS (
      SELECT "group", row_number() OVER (ORDER BY sum(requests) DESC, "group") AS rank FROM cells GROUP BY "group")
    SELECT at, CASE WHEN rank <= ${groupsMax} THEN "group" ELSE ${otherGroups} END AS "group", ${FULL_SUMS}
    FROM cells JOIN ranked USING ("group")
    GROUP BY 1, 2 ORDER BY 1, 2`;
  return rows.map((row) => ({ at: row.at, group: row.group, ...toFullSum(row) }));
}

/** The groups with most requests first. */
export async function sumGroups(
  tx: TeamTx,
  teamId: string,
  { filter, groupBy, limit }: { filter: UsageFilter; groupBy: Grouping; limit: number },
): Promise<(UsageSum & { group: string; lastAt: Date })[]> {
  await prepareReading(tx);
  const at = Prisma.sql`NULL`;
  const rows = await tx.$queryRaw<(SumRow & { group: string; lastAt: Date })[]>`
    WITH ${cells({ teamId, groupBy, rows: slices(teamId, filter), at })}
    SELECT "group", ${SUMS}, max(last_at) AS "lastAt" FROM cells
    GROUP BY 1 ORDER BY sum(requests) DESC, 1 LIMIT ${limit}`;
  return rows.map((row) => ({ group: row.group, lastAt: row.lastAt, ...toSum(row) }));
}

export type ExploreQuery = {
  filter: UsageFilter;
  /** What it is compared with, ending where the filter begins; null: with nothing. */
  before: UsageFilter | null;
  bucket: Bucket;
  groupBy: Grouping;
  measure: Measure;
  groupsMax: number;
  pointGroupsMax: number;
  otherGroups: string;
};

/** Sums of a group now or before, or of one at a time; the rank is that of the largest group in it. */
export type ExploredRow = FullSum & {
  part: "now" | "before" | "point";
  at: Date | null;
  group: string;
  lastAt: Date;
};

/**
 * Everything that a page about usage shows, from one reading of the rows: each group now and before by rank, and the largest of
 * them over time.
 */
export async function exploreRows(tx: TeamTx, teamId: string, query: ExploreQuery): Promise<ExploredRow[]> {
  const { filter, before, bucket, groupBy, measure, groupsMax, pointGroupsMax, otherGroups } = query;
  await prepareReading(tx);
  const now = slices(teamId, filter, bucket);
  const rows = before ? Prisma.sql`${now} UNION ALL ${slices(teamId, before)}` : now;
  const at = Prisma.sql`CASE WHEN at >= ${filter.from} THEN ${bucketOf(bucket)} END`;
  const named = (most: number) =>
    Prisma.sql`CASE WHEN rank <= ${most} THEN "group" ELSE ${otherGroups} END AS "group"`;
  const order = Prisma.sql`coalesce(sum(${MEASURED[measure]}) FILTER (WHERE at IS NOT NULL), 0) DESC,
    sum(${MEASURED[measure]}) DESC, "group"`;
  const found = await tx.$queryRaw<(FullRow & Omit<ExploredRow, keyof FullSum>)[]>`
    WITH ${cells({ teamId, groupBy, rows, at })},
    ranked AS (SELECT "group", row_number() OVER (ORDER BY ${order}) AS rank FROM cells GROUP BY "group"),
    named AS (SELECT * FROM cells JOIN ranked USING ("group"))
    SELECT CASE WHEN at IS NULL THEN 'before' ELSE 'now' END AS part, NULL::timestamptz AS at, ${named(groupsMax)}, ${FULL_SUMS},
      max(last_at) AS "lastAt", min(rank) AS rank
    FROM named GROUP BY 1, 3
    UNION ALL
    SELECT 'point', at, ${named(pointGroupsMax)}, ${FULL_SUMS}, max(last_at), min(rank)
    FROM named WHERE at IS NOT NULL GROUP BY 2, 3
    ORDER BY at, rank`;
  return found.map(({ part, at: moment, group, lastAt, ...sums }) => ({
    part,
    at: moment,
    group,
    lastAt,
    ...toFullSum(sums),
  }));
}
