import { Prisma } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import { splitPeriod } from "../rules/split-period.ts";
import type { UsageFilter } from "./usage-filter.ts";

const COLUMNS = Prisma.sql`at, deployment_id, key_id, model_name, requests, inputs, input_tokens, cached_input_tokens, amount_pico,
  queue_us, compute_us, total_us, last_at`;

/**
 * The usage that a filter means, as rows that can be added up whatever they come from: full hours from the rollup, the edges
 * from single records. Exact, and its cost does not grow with the number of requests in the full hours.
 */
export function slices(teamId: string, filter: UsageFilter): Prisma.Sql {
  const { hours, edges } = splitPeriod({ start: filter.from, end: filter.to });
  const parts = edges.map((edge) => ofRecords(teamId, filter, edge));
  if (hours) parts.push(ofHours(teamId, filter, hours));
  return Prisma.join(parts, " UNION ALL ");
}

/** The same rows from single records alone, for buckets smaller than an hour. */
export function recordSlices(teamId: string, filter: UsageFilter): Prisma.Sql {
  return ofRecords(teamId, filter, { start: filter.from, end: filter.to });
}

function ofHours(teamId: string, filter: UsageFilter, { start, end }: Period): Prisma.Sql {
  return Prisma.sql`SELECT ${COLUMNS} FROM (SELECT *, hour AS at FROM usage_hours) AS hours
    WHERE team_id = ${teamId}::uuid AND at >= ${start} AND at < ${end} ${conditions(filter)}`;
}

function ofRecords(teamId: string, filter: UsageFilter, { start, end }: Period): Prisma.Sql {
  return Prisma.sql`SELECT ${COLUMNS} FROM (SELECT *, 1 AS requests, at AS last_at FROM usage_records) AS records
    WHERE team_id = ${teamId}::uuid AND at >= ${start} AND at < ${end} ${conditions(filter)}`;
}

/** What a filter asks beyond team and time, each part led by AND. */
export function conditions({ deploymentId, keyId, modelName }: UsageFilter): Prisma.Sql {
  const parts = [
    deploymentId === undefined ? Prisma.empty : Prisma.sql`AND deployment_id = ${deploymentId}::uuid`,
    keyId === undefined ? Prisma.empty : Prisma.sql`AND key_id = ${keyId}::uuid`,
    modelName === undefined ? Prisma.empty : Prisma.sql`AND model_name = ${modelName}`,
  ];
  return Prisma.join(parts, " ");
}
