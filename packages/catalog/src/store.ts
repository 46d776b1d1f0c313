import type { SystemTx, TeamTx } from "@millrace/db";
import { z } from "zod";
import {
  type Model,
  type ModelProfile,
  type ModelVersion,
  profileCellSchema,
  TASKS,
  type Task,
  tensorPortSchema,
  VARIANTS,
} from "./model.ts";
import type { VariantFacts } from "./rules/choose-variant.ts";

/** Models belong to the installation: every team sees the same, only the system writes. */
type CatalogTx = TeamTx | SystemTx;

const PROFILE = {
  nodeId: true,
  variant: true,
  measuredAt: true,
  loadMs: true,
  memoryBytes: true,
  grid: true,
  sizeBytes: true,
  agreement: true,
  samples: true,
  reason: true,
  node: { select: { name: true } },
} as const;

const VERSION = {
  id: true,
  digest: true,
  folder: true,
  sizeBytes: true,
  parameterCount: true,
  tokensMax: true,
  dimensions: true,
  labels: true,
  inputs: true,
  outputs: true,
  languages: true,
  card: true,
} as const;

/** Ids sort by creation. */
const NEWEST = { id: "desc" } as const;

/** Two variants on the nodes that measured last: enough to hold both of one. */
const PROFILES_MAX = 100;

/** A model with its newest version, and of that the newest profiles. */
const MODEL = {
  name: true,
  title: true,
  summary: true,
  task: true,
  license: true,
  versions: {
    orderBy: NEWEST,
    take: 1,
    select: {
      ...VERSION,
      profiles: { orderBy: { measuredAt: "desc" }, take: PROFILES_MAX, select: PROFILE },
    },
  },
} as const;

const gridSchema = z.array(profileCellSchema);
const taskSchema = z.enum(TASKS);
const variantSchema = z.enum(VARIANTS);
const portsSchema = z.array(tensorPortSchema);

type VersionRow = Omit<ModelVersion, "sizeBytes" | "parameterCount" | "inputs" | "outputs"> & {
  sizeBytes: bigint;
  parameterCount: bigint;
  inputs: unknown;
  outputs: unknown;
};
type ProfileRow = Omit<ModelProfile, "nodeName" | "variant" | "memoryBytes" | "sizeBytes" | "grid"> & {
  nodeId: string;
  variant: string;
  memoryBytes: bigint;
  sizeBytes: bigint;
  grid: unknown;
  node: { name: string };
};
type ModelRow = Omit<Model, "task" | "version" | "profile" | "profiles"> & {
  task: string;
  versions: (VersionRow & { profiles: ProfileRow[] })[];
};

export type ModelQuery = { name?: string; task?: Task; search?: string };

/** By name, at most `limit`. */
export async function findModels(
  tx: CatalogTx,
  { name, task, search }: ModelQuery,
  limit: number,
): Promise<Model[]> {
  const part =
    search === undefined ? undefined : { contains: escapeLike(search), mode: "insensitive" as const };
  const rows = await tx.model.findMany({
    where: { name, task, ...(part && { OR: [{ name: part }, { title: part }, { summary: part }] }) },
    orderBy: { name: "asc" },
    take: limit,
    select: MODEL,
  });
  return rows.flatMap((row) => toModel(row));
}

export async function findModelNames(tx: CatalogTx, limit: number): Promise<string[]> {
  const rows = await tx.model.findMany({ orderBy: { name: "asc" }, take: limit, select: { name: true } });
  return rows.map(({ name }) => name);
}

type ModelColumns = Omit<Model, "version" | "profile" | "profiles">;

/** Adds the model unless one of its name is there; returns the task of the one that is there now. */
export async function insertModel(tx: SystemTx, model: ModelColumns): Promise<string> {
  await tx.model.createMany({ data: model, skipDuplicates: true });
  const { task } = await tx.model.findUniqueOrThrow({ where: { name: model.name }, select: { task: true } });
  return task;
}

/** Writes what the newest version says about the model. */
export async function updateModel(tx: SystemTx, { name, ...columns }: ModelColumns): Promise<void> {
  await tx.model.update({ where: { name }, data: columns, select: { name: true } });
}

/** Adds a version unless one with its digest is there; returns the one that is there now, in the folder that is given. */
export async function insertVersion(
  tx: SystemTx,
  modelName: string,
  version: ModelVersion & { createdAt: Date },
): Promise<{ isNew: boolean; version: ModelVersion }> {
  const { digest, folder } = version;
  const { count } = await tx.modelVersion.createMany({
    data: { modelName, ...version },
    skipDuplicates: true,
  });
  const row = await tx.modelVersion.update({
    where: { modelName_digest: { modelName, digest } },
    data: { folder },
    select: VERSION,
  });
  return { isNew: count === 1, version: toVersion(row) };
}

export type StoredProfile = Omit<ModelProfile, "nodeName"> & { modelVersionId: string; nodeId: string };

export async function upsertProfile(tx: SystemTx, profile: StoredProfile): Promise<void> {
  const { modelVersionId, nodeId, variant, ...columns } = profile;
  await tx.modelProfile.upsert({
    where: { modelVersionId_nodeId_variant: { modelVersionId, nodeId, variant } },
    create: profile,
    update: columns,
    select: { nodeId: true },
  });
}

/** A version with what one node measured of it. */
export type MeasuredVersion = Pick<ModelVersion, "id" | "digest" | "folder" | "sizeBytes"> & {
  modelName: string;
  task: Task;
  profiles: VariantFacts[];
};

/** The newest version of each model, and the versions of these ids, with what the node measured of them. */
export async function findMeasured(
  tx: SystemTx,
  { nodeId, versionIds, limit }: { nodeId: string; versionIds: readonly string[]; limit: number },
): Promise<MeasuredVersion[]> {
  const newest = await tx.model.findMany({
    orderBy: { name: "asc" },
    take: limit,
    select: { versions: { orderBy: NEWEST, take: 1, select: { id: true } } },
  });
  const ids = [...versionIds, ...newest.flatMap(({ versions }) => versions.map(({ id }) => id))];
  const rows = await tx.modelVersion.findMany({
    where: { id: { in: ids } },
    orderBy: NEWEST,
    select: {
      id: true,
      modelName: true,
      digest: true,
      folder: true,
      sizeBytes: true,
      model: { select: { task: true } },
      profiles: { where: { nodeId }, select: { variant: true, grid: true, agreement: true, reason: true } },
    },
  });
  return rows.map(({ model, profiles, sizeBytes, ...version }) => ({
    ...version,
    sizeBytes: Number(sizeBytes),
    task: taskSchema.parse(model.task),
    profiles: profiles.map((profile) => ({
      ...profile,
      variant: variantSchema.parse(profile.variant),
      grid: gridSchema.parse(profile.grid),
    })),
  }));
}

/** What the node that measured a version last says of each variant; empty before the first time. */
export async function findProfiles(tx: CatalogTx, modelVersionId: string): Promise<ModelProfile[]> {
  const rows = await tx.modelProfile.findMany({
    where: { modelVersionId },
    orderBy: { measuredAt: "desc" },
    take: PROFILES_MAX,
    select: PROFILE,
  });
  return ofOneNode(rows);
}

function ofOneNode(rows: ProfileRow[]): ModelProfile[] {
  return rows.filter(({ nodeId }) => nodeId === rows[0]?.nodeId).map(toProfile);
}

function toModel({ versions, task, ...model }: ModelRow): Model[] {
  const [newest] = versions;
  if (!newest) return [];
  const { profiles, ...version } = newest;
  const ofNode = ofOneNode(profiles);
  return [
    {
      ...model,
      task: taskSchema.parse(task),
      version: toVersion(version),
      profile: ofNode.find(({ variant }) => variant === "fp32") ?? null,
      profiles: ofNode,
    },
  ];
}

function toVersion(row: VersionRow): ModelVersion {
  const { inputs, outputs, sizeBytes, parameterCount, ...version } = row;
  return {
    ...version,
    inputs: portsSchema.parse(inputs),
    outputs: portsSchema.parse(outputs),
    sizeBytes: Number(sizeBytes),
    parameterCount: Number(parameterCount),
  };
}

function toProfile({
  nodeId: _,
  node,
  variant,
  memoryBytes,
  sizeBytes,
  grid,
  ...profile
}: ProfileRow): ModelProfile {
  return {
    nodeName: node.name,
    ...profile,
    variant: variantSchema.parse(variant),
    memoryBytes: Number(memoryBytes),
    sizeBytes: Number(sizeBytes),
    grid: gridSchema.parse(grid),
  };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
