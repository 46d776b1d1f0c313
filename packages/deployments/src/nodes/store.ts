import type { SystemTx, TeamTx } from "@millrace/db";
import type { LoadReport } from "../load.ts";
import { NODE_SILENT_SECONDS, type ServingNode } from "../node.ts";
import type { ReplicaReport } from "../replica.ts";
import type { NodeAssignment } from "./node-assignment.ts";

/** Nodes are the installation's, not a team's: a few, and the same for everybody. */
const NODES_MAX = 1_000;

export async function findNodes(tx: TeamTx | SystemTx): Promise<ServingNode[]> {
  const rows = await tx.$queryRaw<(Omit<ServingNode, "memoryBytes"> & { memoryBytes: bigint })[]>`
    SELECT id, name, cores, memory_bytes AS "memoryBytes", isolation, providers,
           heartbeat_at > now() - make_interval(secs => ${NODE_SILENT_SECONDS}) AS alive
    FROM nodes ORDER BY name LIMIT ${NODES_MAX}`;
  return rows.map((row) => ({ ...row, memoryBytes: Number(row.memoryBytes) }));
}

export type Registration = Omit<ServingNode, "alive">;

/** Adds the node or, under the same name, renews it; returns its id. */
export async function upsertNode(tx: SystemTx, node: Registration): Promise<string> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO nodes (id, name, cores, memory_bytes, isolation, providers, started_at, heartbeat_at)
    VALUES (${node.id}::uuid, ${node.name}, ${node.cores}, ${node.memoryBytes}, ${node.isolation}, ${node.providers},
            now(), now())
    ON CONFLICT (name) DO UPDATE SET
      cores = excluded.cores, memory_bytes = excluded.memory_bytes, isolation = excluded.isolation,
      providers = excluded.providers,      started_at = excluded.started_at, heartbeat_at = excluded.heartbeat_at
    RETURNING id`;
  return rows[0]?.id ?? node.id;
}

/** False when there is no such node. */
export async function beat(tx: SystemTx, nodeId: string): Promise<boolean> {
  const count = await tx.$executeRaw`UPDATE nodes SET heartbeat_at = now() WHERE id = ${nodeId}::uuid`;
  return count === 1;
}

/** Takes back what a node said of its replicas and loads. */
export async function forgetReports(tx: SystemTx, nodeId: string): Promise<void> {
  await tx.replicaState.deleteMany({ where: { nodeId } });
  await tx.deploymentLoad.deleteMany({ where: { nodeId } });
}

/** Removes nodes that nothing has been heard of for this long; returns their names. */
export async function removeSilentFor(tx: SystemTx, days: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    DELETE FROM nodes WHERE heartbeat_at < now() - make_interval(days => ${days}) RETURNING name`;
  return rows.map(({ name }) => name);
}

export async function findAssignments(tx: SystemTx, nodeId: string): Promise<NodeAssignment[]> {
  return tx.$queryRaw<NodeAssignment[]>`
    SELECT d.team_id AS "teamId", d.id AS "deploymentId", d.name, d.generation, d.created_at AS "createdAt", d.task,
           v.model_name AS "modelName", v.id AS "modelVersionId", v.digest AS "modelDigest",
           v.folder AS "modelFolder",
           v.tokens_max AS "tokensMax", v.dimensions, v.labels,
           json_build_object(
             'replicas', LEAST(p.replicas, d.replicas), 'threadsPerReplica', d.threads_per_replica,
             'memoryBytesMax', d.memory_bytes_max, 'batchTokensMax', d.batch_tokens_max,
             'batchRowsMax', d.batch_rows_max, 'queueRequestsMax', d.queue_requests_max
           ) AS resources,
           json_build_object(
             'variant', d.variant, 'executionProvider', d.execution_provider, 'residency', d.residency,
             'cacheBytesMax', d.cache_bytes_max
           ) AS settings,
           ARRAY(
             SELECT json_build_object('variant', m.variant, 'grid', m.grid, 'agreement', m.agreement, 'reason', m.reason)
             FROM model_profiles m WHERE m.model_version_id = v.id AND m.node_id = p.node_id ORDER BY m.variant
           ) AS profiles,
           t.request_body_days > 0 AS "keepsBodies"
    FROM placements p
    JOIN deployments d ON d.team_id = p.team_id AND d.id = p.deployment_id
    JOIN teams t ON t.id = d.team_id
    JOIN model_versions v ON v.id = d.model_version_id
    WHERE p.node_id = ${nodeId}::uuid AND d.wanted = 'running'
    ORDER BY d.created_at, d.id`;
}

/** The node's rows become exactly these; what is said of a deployment that was deleted meanwhile is passed over. */
export async function replaceReplicas(tx: SystemTx, nodeId: string, reports: ReplicaReport[]): Promise<void> {
  const rows = JSON.stringify(reports);
  await tx.$executeRaw`
    DELETE FROM replica_states r WHERE node_id = ${nodeId}::uuid AND NOT EXISTS (
      SELECT 1 FROM jsonb_to_recordset(${rows}::jsonb) AS s ("deploymentId" uuid, ordinal int)
      WHERE s."deploymentId" = r.deployment_id AND s.ordinal = r.ordinal)`;
  await tx.$executeRaw`
    INSERT INTO replica_states
      (team_id, deployment_id, node_id, ordinal, state, variant, provider, memory_bytes, restarts, reason, since,
       updated_at)
    SELECT d.team_id, d.id, ${nodeId}::uuid, s.ordinal, s.state, s.variant, s.provider, s."memoryBytes", s.restarts,
           s.reason, s.since, now()
    FROM jsonb_to_recordset(${rows}::jsonb) AS s (
      "teamId" uuid, "deploymentId" uuid, ordinal int, state text, variant text, provider text, "memoryBytes" bigint,
      restarts int, reason text, since timestamptz)
    JOIN deployments d ON d.team_id = s."teamId" AND d.id = s."deploymentId"
    ON CONFLICT (team_id, deployment_id, node_id, ordinal) DO UPDATE SET
      state = excluded.state, variant = excluded.variant, provider = excluded.provider, memory_bytes = excluded.memory_bytes, restarts = excluded.restarts,
      reason = excluded.reason, since = excluded.since, updated_at = excluded.updated_at`;
}

export async function upsertLoads(tx: SystemTx, nodeId: string, reports: LoadReport[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO deployment_loads
      (team_id, deployment_id, node_id, at, requests_per_second, tokens_per_second, refused_per_second, total_p50_ms,
       total_p99_ms, queue_ms, compute_ms, total_ms, batch_rows, padding_share, queued_requests, cache_hits_per_second)
    SELECT d.team_id, d.id, ${nodeId}::uuid, now(), s."requestsPerSecond", s."tokensPerSecond", s."refusedPerSecond",
           s."totalP50Ms", s."totalP99Ms", s."queueMs", s."computeMs", s."totalMs", s."batchRows", s."paddingShare",
           s."queuedRequests", s."cacheHitsPerSecond"
    FROM jsonb_to_recordset(${JSON.stringify(reports)}::jsonb) AS s (
      "teamId" uuid, "deploymentId" uuid, "requestsPerSecond" float8, "tokensPerSecond" float8,
      "refusedPerSecond" float8, "totalP50Ms" float8, "totalP99Ms" float8, "queueMs" float8, "computeMs" float8,
      "totalMs" float8, "batchRows" float8, "paddingShare" float8, "queuedRequests" int, "cacheHitsPerSecond" float8)
    JOIN deployments d ON d.team_id = s."teamId" AND d.id = s."deploymentId"
    ON CONFLICT (team_id, deployment_id, node_id) DO UPDATE SET
      at = excluded.at, requests_per_second = excluded.requests_per_second,
      tokens_per_second = excluded.tokens_per_second, refused_per_second = excluded.refused_per_second,
      total_p50_ms = excluded.total_p50_ms, total_p99_ms = excluded.total_p99_ms, queue_ms = excluded.queue_ms,
      compute_ms = excluded.compute_ms,
      total_ms = excluded.total_ms, batch_rows = excluded.batch_rows, padding_share = excluded.padding_share,
      queued_requests = excluded.queued_requests, cache_hits_per_second = excluded.cache_hits_per_second`;
}
