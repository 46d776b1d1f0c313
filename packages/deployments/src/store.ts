import { TASKS, type Task, VARIANTS } from "@millrace/catalog";
import type { Prisma, TeamTx } from "@millrace/db";
import { z } from "zod";
import { DEPLOYMENTS_MAX, type LiveDeployment, WANTED, type Wanted } from "./deployment.ts";
import type { Load } from "./load.ts";
import type { ServingNode } from "./node.ts";
import { findNodes } from "./nodes/store.ts";
import { REPLICA_STATES, type Replica } from "./replica.ts";
import type { Resources } from "./resources.ts";
import { deriveState } from "./rules/derive-state.ts";
import { type ServingSettings, settingsSchema } from "./settings.ts";

const wantedSchema = z.enum(WANTED);
const taskSchema = z.enum(TASKS);
const replicaStateSchema = z.enum(REPLICA_STATES);
const variantSchema = z.enum(VARIANTS);

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
  variant: true,
  executionProvider: true,
  residency: true,
  cacheBytesMax: true,
  generation: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.DeploymentSelect;

const PLACEMENT = { nodeId: true, replicas: true, reason: true } as const;
const REPLICA = {
  nodeId: true,
  ordinal: true,
  state: true,
  variant: true,
  provider: true,
  memoryBytes: true,
  restarts: true,
  reason: true,
  since: true,
} as const;

type Row = Prisma.DeploymentGetPayload<{ select: typeof COLUMNS }>;
type PlacementRow = Prisma.PlacementGetPayload<{ select: typeof PLACEMENT }>;
type ReplicaRow = Prisma.ReplicaStateGetPayload<{ select: typeof REPLICA }>;
type LoadRow = Load & { nodeId: string };

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
  settings: ServingSettings;
  createdBy: string | null;
  createdAt: Date;
};

/** False when the name is taken. */
export async function insertDeployment(
  tx: TeamTx,
  teamId: string,
  { resources, settings, ...deployment }: NewDeployment,
): Promise<boolean> {
  const { count } = await tx.deployment.createMany({
    data: {
      teamId,
      ...deployment,
      ...toColumns({ ...resources, ...settings }),
      updatedAt: deployment.createdAt,
    },
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
  const views = await findViews(tx, teamId, rows);
  return rows.map((row) => toDeployment(row, views));
}

type Views = {
  titles: Map<string, string>;
  nodes: Map<string, ServingNode>;
  placements: Map<string, PlacementRow>;
  replicas: Map<string, ReplicaRow[]>;
  loads: Map<string, LoadRow[]>;
};

/** What surrounds the rows, one query after the other: a transaction has one connection. */
async function findViews(tx: TeamTx, teamId: string, rows: Row[]): Promise<Views> {
  const where = { teamId, deploymentId: { in: rows.map(({ id }) => id) } };
  const named = { name: { in: rows.map(({ modelName }) => modelName) } };
  const models = await tx.model.findMany({ where: named, select: { name: true, title: true } });
  const nodes = await findNodes(tx);
  const placements = await tx.placement.findMany({ where, select: { deploymentId: true, ...PLACEMENT } });
  const replicas = await tx.replicaState.findMany({
    where,
    select: { deploymentId: true, ...REPLICA },
    orderBy: [{ nodeId: "asc" }, { ordinal: "asc" }],
  });
  const loads = await tx.deploymentLoad.findMany({ where, omit: { teamId: true } });
  return {
    titles: new Map(models.map(({ name, title }) => [name, title])),
    nodes: new Map(nodes.map((node) => [node.id, node])),
    placements: new Map(placements.map(({ deploymentId, ...placement }) => [deploymentId, placement])),
    replicas: byDeployment(replicas),
    loads: byDeployment(loads),
  };
}

function byDeployment<T extends { deploymentId: string }>(rows: T[]): Map<string, Omit<T, "deploymentId">[]> {
  const groups = new Map<string, Omit<T, "deploymentId">[]>();
  for (const { deploymentId, ...row } of rows) {
    groups.set(deploymentId, [...(groups.get(deploymentId) ?? []), row]);
  }
  return groups;
}

export type Change = { id: string; generation: number; updatedAt: Date } & (
  | { resources: Resources; settings: ServingSettings }
  | { wanted: Wanted }
);

/** Saves a change to the given generation and raises it. False when the deployment is gone or was changed since. */
export async function updateDeploymentAt(tx: TeamTx, teamId: string, change: Change): Promise<boolean> {
  const { id, generation, updatedAt } = change;
  const { count } = await tx.deployment.updateMany({
    where: { teamId, id, generation },
    data: {
      ...("resources" in change
        ? toColumns({ ...change.resources, ...change.settings })
        : { wanted: change.wanted }),
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

function toColumns({ memoryBytesMax, cacheBytesMax, ...columns }: Resources & ServingSettings) {
  return { ...columns, memoryBytesMax: BigInt(memoryBytesMax), cacheBytesMax: BigInt(cacheBytesMax) };
}

function toDeployment(row: Row, { titles, nodes, ...reported }: Views): LiveDeployment {
  const { id, name, generation, createdAt, updatedAt, modelName, modelVersionId } = row;
  const wanted = wantedSchema.parse(row.wanted);
  const placement = reported.placements.get(id) ?? null;
  const replicas = reported.replicas.get(id) ?? [];
  const load = reported.loads.get(id)?.find(({ nodeId }) => nodeId === placement?.nodeId);
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
    settings: settingsSchema.parse({ ...row, cacheBytesMax: Number(row.cacheBytesMax) }),
    generation,
    createdAt,
    updatedAt,
    ...deriveState({
      wanted,
      replicasWanted: row.replicas,
      placement: placement && { ...placement, node: nodes.get(placement.nodeId ?? "") ?? null },
      replicas: replicas
        .filter(({ nodeId }) => nodeId === placement?.nodeId)
        .map(({ state, reason }) => ({ state: replicaStateSchema.parse(state), reason })),
    }),
    replicas: replicas.flatMap((replica) => toReplica(replica, nodes)),
    load: load && nodes.get(load.nodeId)?.alive ? toLoad(load) : null,
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

/** Nothing for a dead node: its last words would be shown as news. */
function toReplica({ nodeId, ...row }: ReplicaRow, nodes: Views["nodes"]): Replica[] {
  const node = nodes.get(nodeId);
  if (!node?.alive) return [];
  return [
    {
      ...row,
      node: node.name,
      state: replicaStateSchema.parse(row.state),
      variant: variantSchema.parse(row.variant),
      memoryBytes: Number(row.memoryBytes),
    },
  ];
}

function toLoad({ nodeId: _, ...load }: LoadRow): Load {
  return load;
}
