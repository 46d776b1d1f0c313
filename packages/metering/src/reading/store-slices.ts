import { Prisma, type TeamTx } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import { splitPeriod } from "../rules/split-period.ts";
import { type Bucket, NOBODY, SERVICE_KEYS, type UsageFilter, type UsageThings } from "./usage-filter.ts";

const COLUMNS = Prisma.sql`at, deployment_id, key_id, model_name, outcome, requests, inputs, input_tokens, cached_input_tokens,
  output_tokens, amount_pico, queue_us, compute_us, total_us, last_at`;

/**
 * Tells the planner, until the transaction ends, what it cannot know: that a team's hours lie side by side, so that reading them
 * by the index beats reading everybody's; and that the groups fit into memory.
 */
export async function prepareReading(tx: TeamTx): Promise<void> {
  await tx.$executeRaw`
    SELECT set_config('random_page_cost', '1.1', true), set_config('work_mem', '32MB', true), set_config('jit', 'off', true)`;
}

/** The start of the bucket that holds `at`; cheaper than `date_trunc` where buckets are all of one length. */
export function bucketOf(bucket: Bucket): Prisma.Sql {
  return bucket === "month"
    ? Prisma.sql`date_trunc('month', at, 'UTC')`
    : Prisma.sql`date_bin(${`1 ${bucket}`}::interval, at, 'epoch'::timestamptz)`;
}

/**
 * The usage that a filter means, as rows that can be added up whatever they come from: full days and hours from the rollups, the
 * edges from single records. Exact, and its cost does not grow with the number of requests in the full hours. A bucket says how
 * far apart the rows must stay: hours are not read from days, nor minutes from hours.
 */
export function slices(teamId: string, filter: UsageFilter, bucket?: Bucket): Prisma.Sql {
  const whole = { start: filter.from, end: filter.to };
  if (bucket === "minute") return ofRecords(teamId, filter, whole);
  const { days, hours, edges } = splitPeriod(whole);
  const apart = bucket === "hour" && days ? [...hours, days] : hours;
  const parts = [
    ...edges.map((edge) => ofRecords(teamId, filter, edge)),
    ...apart.map((part) => ofRollup("hour", { teamId, filter }, part)),
    ...(days && bucket !== "hour" ? [ofRollup("day", { teamId, filter }, days)] : []),
  ];
  return Prisma.join(parts, " UNION ALL ");
}

type Asked = { teamId: string; filter: UsageFilter };

function ofRollup(unit: "hour" | "day", { teamId, filter }: Asked, { start, end }: Period): Prisma.Sql {
  return Prisma.sql`SELECT ${COLUMNS} FROM (SELECT *, ${Prisma.raw(unit)} AS at FROM ${Prisma.raw(`usage_${unit}s`)}) AS rollup
    WHERE team_id = ${teamId}::uuid AND at >= ${start} AND at < ${end} ${conditions(teamId, filter)}`;
}

function ofRecords(teamId: string, filter: UsageFilter, { start, end }: Period): Prisma.Sql {
  return Prisma.sql`SELECT ${COLUMNS} FROM (SELECT *, 1 AS requests, at AS last_at FROM usage_records) AS records
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
