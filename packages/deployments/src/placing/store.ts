import type { SystemTx } from "@millrace/db";
import type { Placement, Wish } from "../rules/place-deployments.ts";
import { settingsSchema } from "../settings.ts";

/** The settings that decide where a deployment fits. */
const seatingSchema = settingsSchema.pick({ executionProvider: true, residency: true });

/** Deployments of all teams that are placed; the oldest come first. */
const WISHES_MAX = 10_000;

/** One controller decides at a time, until its transaction ends. */
export async function lockPlacing(tx: SystemTx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('deployments.place', 0))`;
}

/** What should run, oldest first, and where it is. */
export async function findWishes(tx: SystemTx): Promise<Wish[]> {
  const rows = await tx.deployment.findMany({
    where: { wanted: "running" },
    select: {
      teamId: true,
      id: true,
      generation: true,
      replicas: true,
      threadsPerReplica: true,
      memoryBytesMax: true,
      executionProvider: true,
      residency: true,
      placements: { select: { nodeId: true, replicas: true, generation: true, reason: true } },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: WISHES_MAX,
  });
  return rows.map(({ id, memoryBytesMax, executionProvider, residency, placements, ...row }) => ({
    ...row,
    ...seatingSchema.parse({ executionProvider, residency }),
    deploymentId: id,
    memoryBytesMax: Number(memoryBytesMax),
    placed: placements[0] ?? null,
  }));
}

/** Takes what is no longer wanted off its node. */
export async function removeUnwanted(
  tx: SystemTx,
): Promise<{ teamId: string; deploymentId: string; nodeId: string | null }[]> {
  return tx.$queryRaw`
    DELETE FROM placements p USING deployments d
    WHERE d.team_id = p.team_id AND d.id = p.deployment_id AND d.wanted <> 'running'
    RETURNING p.team_id AS "teamId", p.deployment_id AS "deploymentId", p.node_id AS "nodeId"`;
}

/** Saves placements, except of deployments that were changed, stopped or deleted since they were read. */
export async function upsertPlacements(tx: SystemTx, placements: Placement[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO placements (team_id, deployment_id, node_id, replicas, generation, reason, updated_at)
    SELECT d.team_id, d.id, w."nodeId", w.replicas, w.generation, w.reason, now()
    FROM jsonb_to_recordset(${JSON.stringify(placements)}::jsonb) AS w (
      "teamId" uuid, "deploymentId" uuid, "nodeId" uuid, replicas int, generation int, reason text)
    JOIN deployments d ON d.team_id = w."teamId" AND d.id = w."deploymentId"
      AND d.generation = w.generation AND d.wanted = 'running'
    ON CONFLICT (team_id, deployment_id) DO UPDATE SET
      node_id = excluded.node_id, replicas = excluded.replicas, generation = excluded.generation,
      reason = excluded.reason, updated_at = excluded.updated_at`;
}
