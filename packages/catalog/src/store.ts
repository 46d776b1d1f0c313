import type { SystemTx, TeamTx } from "@millrace/db";
import { z } from "zod";
import {
  type Model,
  type ModelProfile,
  type ModelVersion,
  profileCellSchema,
  TASKS,
  type Task,
} from "./model.ts";
import type { ModelFolder } from "./read-model-folder.ts";

/** Models belong to the installation: every team sees the same, only the system writes. */
type CatalogTx = TeamTx | SystemTx;

const PROFILE = {
  measuredAt: true,
  loadMs: true,
  memoryBytes: true,
  grid: true,
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
  languages: true,
  card: true,
} as const;

/** Ids sort by creation. */
const NEWEST = { id: "desc" } as const;

/** A model with its newest version, and of that the newest profile. */
const MODEL = {
  name: true,
  title: true,
  summary: true,
  task: true,
  license: true,
  versions: {
    orderBy: NEWEST,
    take: 1,
    select: { ...VERSION, profiles: { orderBy: { measuredAt: "desc" }, take: 1, select: PROFILE } },
  },
} as const;

const gridSchema = z.array(profileCellSchema);
const taskSchema = z.enum(TASKS);

type VersionRow = Omit<ModelVersion, "sizeBytes" | "parameterCount" | "tokensMax"> & {
  tokensMax: number | null;
  sizeBytes: bigint;
  parameterCount: bigint;
};
type ProfileRow = Omit<ModelProfile, "nodeName" | "memoryBytes" | "grid"> & {
  memoryBytes: bigint;
  grid: unknown;
  node: { name: string };
};
type ModelRow = Omit<Model, "task" | "version" | "profile"> & {
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

/** Writes what the newest registration says about the model's name. */
export async function upsertModel(tx: SystemTx, { version: _, ...model }: ModelFolder): Promise<void> {
  const { name, ...columns } = model;
  await tx.model.upsert({ where: { name }, create: model, update: columns, select: { name: true } });
}

/** Adds a version unless one with its digest is there; returns the one that is there now. */
export async function insertVersion(
  tx: SystemTx,
  modelName: string,
  version: ModelVersion & { createdAt: Date },
): Promise<ModelVersion> {
  await tx.modelVersion.createMany({ data: { modelName, ...version }, skipDuplicates: true });
  const row = await tx.modelVersion.findUniqueOrThrow({
    where: { modelName_digest: { modelName, digest: version.digest } },
    select: VERSION,
  });
  return toVersion(row);
}

export type StoredProfile = Omit<ModelProfile, "nodeName"> & { modelVersionId: string; nodeId: string };

export async function upsertProfile(tx: SystemTx, profile: StoredProfile): Promise<void> {
  const { modelVersionId, nodeId, ...columns } = profile;
  await tx.modelProfile.upsert({
    where: { modelVersionId_nodeId_variant: { modelVersionId, nodeId, variant: "fp32" } },
    create: profile,
    update: columns,
    select: { nodeId: true },
  });
}

export type UnprofiledVersion = { id: string; modelName: string; task: Task; folder: string };

/** Newest versions of their models that the node has not measured. */
export async function findUnprofiled(
  tx: SystemTx,
  nodeId: string,
  limit: number,
): Promise<UnprofiledVersion[]> {
  const rows = await tx.model.findMany({
    orderBy: { name: "asc" },
    take: limit,
    select: {
      name: true,
      task: true,
      versions: {
        orderBy: NEWEST,
        take: 1,
        select: { id: true, folder: true, profiles: { where: { nodeId }, select: { nodeId: true } } },
      },
    },
  });
  return rows.flatMap(({ name, task, versions }) =>
    versions
      .filter(({ profiles }) => profiles.length === 0)
      .map(({ id, folder }) => ({ id, modelName: name, task: taskSchema.parse(task), folder })),
  );
}

function toModel({ versions, task, ...model }: ModelRow): Model[] {
  const [newest] = versions;
  if (!newest) return [];
  const { profiles, ...version } = newest;
  const [profile] = profiles;
  return [
    {
      ...model,
      task: taskSchema.parse(task),
      version: toVersion(version),
      profile: profile ? toProfile(profile) : null,
    },
  ];
}

function toVersion(row: VersionRow): ModelVersion {
  const { tokensMax, sizeBytes, parameterCount, ...version } = row;
  return {
    ...version,
    tokensMax: tokensMax ?? 0,
    sizeBytes: Number(sizeBytes),
    parameterCount: Number(parameterCount),
  };
}

function toProfile({ node, memoryBytes, grid, ...profile }: ProfileRow): ModelProfile {
  return { nodeName: node.name, ...profile, memoryBytes: Number(memoryBytes), grid: gridSchema.parse(grid) };
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
