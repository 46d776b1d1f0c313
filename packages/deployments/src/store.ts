import { TASKS, type Task } from "@millrace/catalog";
import type { Prisma, TeamTx } from "@millrace/db";
import { z } from "zod";
import { DEPLOYMENTS_MAX, type LiveDeployment, WANTED, type Wanted } from "./deployment.ts";
import type { Load } from "./load.ts";
import type { ServingNode } from "./node.ts";
import { findNodes } from "./nodes/store.ts";
import { REPLICA_STATES } from "./replica.ts";
import type { Resources } from "./resources.ts";
import { deriveState } from "./rules/derive-state.ts";

const wantedSchema = z.enum(WANTED);
const taskSchema = z.enum(TASKS);
const replicaStateSchema = z.enum(REPLICA_STATES);

const COLUMNS = {
  id: true,
  name: true,
  modelVersionId: true,
  modelName: true,
  task: true,
  wanted: true,
  replicas: true,
  threadsPerReplica: true,
  memoryBytesMax: true,
  batchTokensMax: true,
  batchRowsMax: true,
  queueRequestsMax: true,
  generation: true,
  createdAt: true,
  updatedAt: true,
  placements: { select: { nodeId: true, replicas: true, reason: true } },
  replicaStates: {
    select: {
      nodeId: true,
      ordinal: true,
      state: true,
      memoryBytes: true,
      restarts: true,
      reason: true,
      since: true,
    },
    orderBy: [{ nodeId: "asc" }, { ordinal: "asc" }],
  },
  loads: { omit: { teamId: true, deploymentId: true } },
} as const satisfies Prisma.DeploymentSelect;

type Row = Prisma.DeploymentGetPayload<{ select: typeof COLUMNS }>;
type Surroundings = { nodes: Map<string, ServingNode>; titles: Map<string, string> };

/** Holds back other creations in this team until the transaction ends, so that a count stays true. */
export async function lockCreation(tx: TeamTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('deployments.create ' || ${teamId}, 0))`;
}

export async function countDeployments(tx: TeamTx, teamId: string): Promise<number> {
  return tx.deployment.count({ where: { teamId } });
}

type NewDeployment = {
  id: string;
  name: string;
  modelVersionId: string;
  modelName: string;
  task: Task;
  wanted: Wanted;
  resources: Resources;
  createdBy: string | null;
  createdAt: Date;
};

/** False when the name is taken. */
export async function insertDeployment(
  tx: TeamTx,
  teamId: string,
  { resources, ...deployment }: NewDeployment,
): Promise<boolean> {
  const { count } = await tx.deployment.createMany({
    data: { teamId, ...deployment, ...toColumns(resources), updatedAt: deployment.createdAt },
    skipDuplicates: true,
  });
  return count === 1;
}

/** The team's deployments by name, or the one that `where` names. */
export async function findDeployments(
  tx: TeamTx,
  teamId: string,
  where: { id?: string; name?: string } = {},
): Promise<LiveDeployment[]> {
  const rows = await tx.deployment.findMany({
    where: { ...where, teamId },
    select: COLUMNS,
    orderBy: { name: "asc" },
    take: DEPLOYMENTS_MAX,
  });
  const models = await tx.model.findMany({
    where: { name: { in: rows.map(({ modelName }) => modelName) } },
    select: { name: true, title: true },
  });
  const nodes = await findNodes(tx);
  const surroundings = {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    titles: new Map(models.map(({ name, title }) => [name, title])),
  };
  return rows.map((row) => toDeployment(row, surroundings));
}

export type Change = { id: string; generation: number; updatedAt: Date } & (
  | { resources: Resources }
  | { wanted: Wanted }
);

/** Saves a change to the given generation and raises it. False when the deployment is gone or was changed since. */
export async function updateDeploymentAt(tx: TeamTx, teamId: string, change: Change): Promise<boolean> {
  const { id, generation, updatedAt } = change;
  const { count } = await tx.deployment.updateMany({
    where: { teamId, id, generation },
    data: {
      ...("resources" in change ? toColumns(change.resources) : { wanted: change.wanted }),
      generation: { increment: 1 },
      updatedAt,
    },
  });
  return count === 1;
}

/** False when it was gone already. Its placement, replicas and load go with it; usage stays. */
export async function removeDeployment(tx: TeamTx, teamId: string, id: string): Promise<boolean> {
  const { count } = await tx.deployment.deleteMany({ where: { teamId, id } });
  return count === 1;
}

function toColumns({ memoryBytesMax, ...resources }: Resources) {
  return { ...resources, memoryBytesMax: BigInt(memoryBytesMax) };
}

function toDeployment(row: Row, { nodes, titles }: Surroundings): LiveDeployment {
  const { id, name, generation, createdAt, updatedAt, modelName, modelVersionId } = row;
  const wanted = wantedSchema.parse(row.wanted);
  return {
    id,
    name,
    model: {
      name: modelName,
      title: titles.get(modelName) ?? modelName,
      task: taskSchema.parse(row.task),
      versionId: modelVersionId,
    },
    wanted,
    resources: toResources(row),
    generation,
    createdAt,
    updatedAt,
    ...deriveState({ wanted, replicasWanted: row.replicas, ...observed(row, nodes) }),
    ...live(row, nodes),
  };
}

function toResources(row: Row): Resources {
  return {
    replicas: row.replicas,
    threadsPerReplica: row.threadsPerReplica,
    memoryBytesMax: Number(row.memoryBytesMax),
    batchTokensMax: row.batchTokensMax,
    batchRowsMax: row.batchRowsMax,
    queueRequestsMax: row.queueRequestsMax,
  };
}

function observed(row: Row, nodes: Surroundings["nodes"]) {
  const placement = row.placements[0];
  if (!placement) return { placement: null, replicas: [] };
  return {
    placement: {
      node: nodes.get(placement.nodeId ?? "") ?? null,
      replicas: placement.replicas,
      reason: placement.reason,
    },
    replicas: row.replicaStates
      .filter(({ nodeId }) => nodeId === placement.nodeId)
      .map(({ state, reason }) => ({ state: replicaStateSchema.parse(state), reason })),
  };
}

/** What living nodes report: a dead node's last words would be shown as news. */
function live(row: Row, nodes: Surroundings["nodes"]): Pick<LiveDeployment, "replicas" | "load"> {
  const replicas = row.replicaStates.flatMap(({ nodeId, ...replica }) => {
    const node = nodes.get(nodeId);
    if (!node?.alive) return [];
    return {
      ...replica,
      node: node.name,
      state: replicaStateSchema.parse(replica.state),
      memoryBytes: Number(replica.memoryBytes),
    };
  });
  const load = row.loads.find(({ nodeId }) => nodeId === row.placements[0]?.nodeId);
  return { replicas, load: load && nodes.get(load.nodeId)?.alive ? toLoad(load) : null };
}

function toLoad({ nodeId: _, ...load }: Row["loads"][number]): Load {
  return load;
}
