import { Prisma, type TeamTx } from "@millrace/db";
import { bucketOf, MEMBER, prepareReading, slices, slicesApart } from "./store-slices.ts";
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

/** Parts of usage, and the moment that their rows count for, or none: null. */
type Timed = { parts: readonly Prisma.Sql[]; at: Prisma.Sql };
type Cells = { teamId: string; groupBy: Grouping; of: readonly Timed[] };

const NO_MOMENT = Prisma.sql`NULL::timestamptz`;

/**
 * The table `cells`: each group at each time, in a few rows where it comes from a few parts. Each part is read once and added up at
 * once; what follows works with few.
 */
function cells({ teamId, groupBy, of }: Cells): Prisma.Sql {
  const summed = Prisma.join(
    of.flatMap(({ parts, at }) =>
      parts.map(
        (rows) => Prisma.sql`
          SELECT ${at} AS at, ${COLUMN[groupBy]} AS thing, sum(requests)::bigint AS requests, sum(inputs)::bigint AS inputs,
            sum(input_tokens)::bigint AS input_tokens, sum(cached_input_tokens)::bigint AS cached_input_tokens,
            sum(output_tokens)::bigint AS output_tokens, sum(amount_pico) AS amount_pico, max(last_at) AS last_at
          FROM (${rows}) AS usage GROUP BY 1, 2`,
      ),
    ),
    " UNION ALL ",
  );
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
  const rows = await tx.$queryRaw<(FullRow & { at: Date; group: string })[]>`
    WITH ${cells({ teamId, groupBy, of: [{ parts: slicesApart(teamId, filter, bucket), at: bucketOf(bucket, filter) }] })},
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
  const rows = await tx.$queryRaw<(SumRow & { group: string; lastAt: Date })[]>`
    WITH ${cells({ teamId, groupBy, of: [{ parts: slicesApart(teamId, filter), at: NO_MOMENT }] })}
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

/** Sums of a group now or before. */
export type ExploredSum = FullSum & { part: "now" | "before"; group: string; lastAt: Date };
export type ExploredPoint = UsageSum & { at: Date; group: string };

type FoundSum = FullRow & Omit<ExploredSum, keyof FullSum> & { points: null };
/** All points in one: thousands of rows take longer on their way than to be added up. The moment in ms, the amount as text. */
type FoundPoints = { part: "points"; points: [number, string, number, number, string][] | null };

/**
 * Everything that a page about usage shows, from one reading of the rows: each group now and before by rank, and the largest of
 * them over time. Where time is told by the hour, the groups are added up from days, which are far fewer, and only what is shown
 * over time is read from hours; as one statement, it sees both as they were at one moment.
 */
export async function exploreRows(
  tx: TeamTx,
  teamId: string,
  query: ExploreQuery,
): Promise<{ sums: ExploredSum[]; points: ExploredPoint[] }> {
  const { filter, before, bucket, groupBy, measure, groupsMax, pointGroupsMax, otherGroups } = query;
  await prepareReading(tx);
  const isApart = bucket === "hour";
  const moment = bucketOf(bucket, filter);
  const now = isApart
    ? { parts: slicesApart(teamId, filter), at: Prisma.sql`${filter.from}::timestamptz` }
    : { parts: slicesApart(teamId, filter, bucket), at: moment };
  const of = before ? [now, { parts: slicesApart(teamId, before), at: NO_MOMENT }] : [now];
  const points = isApart
    ? Prisma.sql`
      SELECT ${moment} AS moment, rank, requests, input_tokens, amount_pico FROM (${slices(teamId, filter, bucket)}) AS usage
      JOIN (SELECT DISTINCT thing, rank FROM cells JOIN ranked USING ("group") WHERE at IS NOT NULL) AS known
        ON thing = ${COLUMN[groupBy]}`
    : Prisma.sql`
      SELECT at AS moment, rank, requests, input_tokens, amount_pico FROM cells JOIN ranked USING ("group") WHERE at IS NOT NULL`;
  const order = Prisma.sql`coalesce(sum(${MEASURED[measure]}) FILTER (WHERE is_now), 0) DESC,
    sum(${MEASURED[measure]}) DESC, "group"`;
  const found = await tx.$queryRaw<(FoundSum | FoundPoints)[]>`
    WITH ${cells({ teamId, groupBy, of })},
    groups AS MATERIALIZED (
      SELECT at IS NOT NULL AS is_now, "group", sum(requests) AS requests, sum(inputs) AS inputs, sum(input_tokens) AS input_tokens,
        sum(cached_input_tokens) AS cached_input_tokens, sum(output_tokens) AS output_tokens, sum(amount_pico) AS amount_pico,
        max(last_at) AS last_at
      FROM cells GROUP BY 1, 2),
    ranked AS MATERIALIZED (
      SELECT "group", row_number() OVER (ORDER BY ${order}) AS rank FROM groups GROUP BY "group"),
    points AS (
      SELECT moment AS at, least(rank, ${pointGroupsMax} + 1) AS place, ${SUMS} FROM (${points}) AS points GROUP BY 1, 2)
    SELECT CASE WHEN is_now THEN 'now' ELSE 'before' END AS part,
      CASE WHEN rank <= ${groupsMax} THEN "group" ELSE ${otherGroups} END AS "group", ${FULL_SUMS}, max(last_at) AS "lastAt",
      min(rank) AS rank, NULL::json AS points
    FROM groups JOIN ranked USING ("group") GROUP BY 1, 2
    UNION ALL
    SELECT 'points', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, json_agg(json_build_array(
      (extract(epoch FROM at) * 1000)::bigint, coalesce("group", ${otherGroups}), requests, "inputTokens", "amountPico") ORDER BY at, place)
    FROM points LEFT JOIN ranked ON rank = place AND rank <= ${pointGroupsMax}
    ORDER BY rank`;
  return {
    sums: found.flatMap((row) =>
      row.part === "points"
        ? []
        : [{ part: row.part, group: row.group, lastAt: row.lastAt, ...toFullSum(row) }],
    ),
    points: found.flatMap((row) => (row.part === "points" ? (row.points ?? []).map(toPoint) : [])),
  };
}

function toPoint([at, group, requests, inputTokens, amountPico]: NonNullable<
  FoundPoints["points"]
>[number]): ExploredPoint {
  return { at: new Date(at), group, requests, inputTokens, amountPico: BigInt(amountPico) };
}
