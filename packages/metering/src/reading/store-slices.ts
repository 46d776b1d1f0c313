import { Prisma, type TeamTx } from "@millrace/db";
import { type Period, periodOf } from "@millrace/kernel";
import { splitPeriod } from "../rules/split-period.ts";
import { type Bucket, NOBODY, SERVICE_KEYS, type UsageFilter, type UsageThings } from "./usage-filter.ts";

/**
 * Tells the planner, until the transaction ends, what it cannot know: that a team's hours lie side by side, so that reading them
 * by the index beats reading everybody's; that the groups fit into memory, so that nothing needs to be sorted to be joined; and that a page is not worth more than one core.
 */
export async function prepareReading(tx: TeamTx): Promise<void> {
  await tx.$executeRaw`
    SELECT set_config('random_page_cost', '1.1', true), set_config('work_mem', '32MB', true), set_config('jit', 'off', true),
      set_config('enable_mergejoin', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)`;
}

/** The start of the bucket that holds `at` of a row of `slices` of this span. */
export function bucketOf(bucket: Bucket, { from, to }: Pick<UsageFilter, "from" | "to">): Prisma.Sql {
  return bucket === "month" ? floorToMonth({ start: from, end: to }) : floorTo(bucket);
}

/** Much cheaper than `date_trunc`: which of the few months that there are. */
function floorToMonth({ start, end }: Period): Prisma.Sql {
  const months: string[] = [];
  for (let month = periodOf(start); month.start < end; month = periodOf(month.end))
    months.push(month.start.toISOString());
  const starts = Prisma.sql`${months}::timestamptz[]`;
  return Prisma.sql`(${starts})[width_bucket(at, ${starts})]`;
}

/** Cheaper than `date_trunc`, for parts of time that are all of one length. */
function floorTo(bucket: Exclude<Bucket, "month">): Prisma.Sql {
  return Prisma.sql`date_bin(${`1 ${bucket}`}::interval, at, 'epoch'::timestamptz)`;
}

/**
 * The usage that a filter means, as rows that can be added up whatever they come from: full days and hours from the rollups, the
 * edges from single records. Exact, and its cost does not grow with the number of requests in the full hours. A bucket says how
 * far apart the rows must stay: hours are not read from days, nor minutes from hours. `at` is the start of the day, hour or minute
 * that a row counts for.
 */
export function slices(teamId: string, filter: UsageFilter, bucket?: Bucket): Prisma.Sql {
  return Prisma.join(slicesApart(teamId, filter, bucket), " UNION ALL ");
}

/** The same, each part by itself. */
export function slicesApart(teamId: string, filter: UsageFilter, bucket?: Bucket): Prisma.Sql[] {
  const whole = { start: filter.from, end: filter.to };
  const asked = { teamId, filter };
  if (bucket === "minute") return [ofRecords("minute", asked, whole)];
  const { days, hours, edges } = splitPeriod(whole);
  const apart = bucket === "hour" && days ? [...hours, days] : hours;
  return [
    ...edges.map((edge) => ofRecords("hour", asked, edge)),
    ...apart.map((part) => ofRollup("hour", asked, part)),
    ...(days && bucket !== "hour" ? [ofRollup("day", asked, days)] : []),
  ];
}

type Asked = { teamId: string; filter: UsageFilter };

function ofRollup(unit: "hour" | "day", { teamId, filter }: Asked, { start, end }: Period): Prisma.Sql {
  const at = Prisma.raw(unit);
  return Prisma.sql`
    SELECT ${at} AS at, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens, cached_input_tokens,
      output_tokens, amount_pico, queue_us, compute_us, total_us, last_at
    FROM ${Prisma.raw(`usage_${unit}s`)}
    WHERE team_id = ${teamId}::uuid AND ${at} >= ${start} AND ${at} < ${end} ${conditions(teamId, filter)}`;
}

/** In the types of a rollup, too: the planner then sees one table in all parts, and reads the columns that are needed. */
function ofRecords(unit: "minute" | "hour", { teamId, filter }: Asked, { start, end }: Period): Prisma.Sql {
  return Prisma.sql`
    SELECT ${floorTo(unit)} AS at, deployment_id, key_id, model_name, outcome, 1::bigint AS requests, inputs::bigint AS inputs,
      input_tokens::bigint AS input_tokens, cached_input_tokens::bigint AS cached_input_tokens,
      output_tokens::bigint AS output_tokens, amount_pico, queue_us::bigint AS queue_us, compute_us::bigint AS compute_us,
      total_us::bigint AS total_us, at AS last_at
    FROM usage_records
    WHERE team_id = ${teamId}::uuid AND at >= ${start} AND at < ${end} ${conditions(teamId, filter)}`;
}

/** What a filter asks beyond team and time, each part led by AND. */
export function conditions(teamId: string, things: UsageThings): Prisma.Sql {
  const { deploymentId, keyId, modelName, memberId, outcome } = things;
  const parts = [
    deploymentId === undefined ? Prisma.empty : Prisma.sql`AND deployment_id = ${deploymentId}::uuid`,
    keyId === undefined ? Prisma.empty : Prisma.sql`AND key_id = ${keyId}::uuid`,
    modelName === undefined ? Prisma.empty : Prisma.sql`AND model_name = ${modelName}`,
    memberId === undefined ? Prisma.empty : Prisma.sql`AND ${isKeyOf(teamId, memberId)}`,
    outcome === undefined ? Prisma.empty : Prisma.sql`AND outcome = ${outcome}`,
  ];
  return Prisma.join(parts, " ");
}

/** A key that is not there any more is nobody's, too. */
function isKeyOf(teamId: string, memberId: string): Prisma.Sql {
  const keys = Prisma.sql`SELECT id FROM api_keys k WHERE team_id = ${teamId}::uuid`;
  return memberId === NOBODY
    ? Prisma.sql`key_id <> ALL (ARRAY(${keys} AND ${MEMBER} <> ${NOBODY}))`
    : Prisma.sql`key_id = ANY (ARRAY(${keys} AND ${MEMBER} = ${memberId}))`;
}

/** Whom the use of a key `k` counts for. */
export const MEMBER = Prisma.sql`CASE WHEN k.is_service THEN ${SERVICE_KEYS} ELSE coalesce(k.created_by::text, ${NOBODY}) END`;
