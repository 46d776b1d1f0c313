import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import {
  int8FileIn,
  judgeSurvey,
  listMeasured,
  type MeasuredVersion,
  readSamples,
  saveProfile,
} from "@millrace/catalog";
import type { InferenceConfig } from "@millrace/config";
import type { SystemContext } from "@millrace/db";
import { toFault } from "@millrace/kernel";
import { type Engine, surveyVariants } from "@millrace/serving";
import type { Log } from "@millrace/telemetry";
import type { Assignments } from "../assignments.ts";
import { modelFolderOf } from "../model-folder.ts";

const RUNS = 20;
/** What could not be measured is tried again, but seldom: it costs seconds of computing each time. */
const FAILED_PAUSE_MS = 3_600_000;
/** Then measuring begins, whether the first replicas are up or not. */
const START_WAIT_MS_MAX = 20_000;
/** By then the controller has placed what is to run here, if anything is. */
const PLACING_MS = 5_000;
/** How often models are looked for that somebody added meanwhile. */
const LOOK_MS = 30_000;

const MEMORY_FACTOR = 4;
const MEMORY_BASE_BYTES = 512 * 1024 ** 2;

type Parts = {
  config: InferenceConfig;
  ctx: SystemContext;
  nodeId: string;
  engine: Engine;
  assignments: Assignments;
  /** For measuring models, apart from what is served. */
  workFolder: string;
  log: Log;
};

/**
 * Makes and measures, one model after the other, what this node has not measured yet: what it serves first. Gives what is
 * to be called every second. It stays out of the way of replicas that start, as they have somebody waiting.
 */
export function createMeasuring(parts: Parts, leaving: AbortSignal): () => Promise<void> {
  const { ctx, engine } = parts;
  const startedMs = ctx.clock.monotonicMs();
  const retryAtMs = new Map<string, number>();
  let lookAtMs = Number.NEGATIVE_INFINITY;

  return async () => {
    const nowMs = ctx.clock.monotonicMs();
    if (nowMs < lookAtMs || !hasRoom(engine, nowMs - startedMs)) return;
    for (const version of await missing(parts)) {
      if (leaving.aborted) return;
      if (nowMs < (retryAtMs.get(version.id) ?? Number.NEGATIVE_INFINITY)) continue;
      if (process.availableMemory() < memoryNeededFor(version)) continue;
      const isMeasured = await measure(parts, version, leaving);
      if (!isMeasured) retryAtMs.set(version.id, nowMs + FAILED_PAUSE_MS);
    }
    lookAtMs = ctx.clock.monotonicMs() + LOOK_MS;
  };
}

function hasRoom(engine: Engine, uptimeMs: number): boolean {
  if (uptimeMs > START_WAIT_MS_MAX) return true;
  const replicas = engine.status().flatMap((group) => group.replicas);
  if (replicas.some(({ state }) => state === "starting")) return false;
  return replicas.length > 0 || uptimeMs > PLACING_MS;
}

/** Two open variants, and before that the graph with what is made of it. Replicas must not be killed for a measurement. */
function memoryNeededFor({ sizeBytes }: MeasuredVersion): number {
  return MEMORY_FACTOR * sizeBytes + MEMORY_BASE_BYTES;
}

async function missing({ config, ctx, nodeId, assignments }: Parts): Promise<MeasuredVersion[]> {
  const served = new Set(assignments.all().map(({ modelVersionId }) => modelVersionId));
  const versions = await listMeasured(ctx, { nodeId, servedVersionIds: [...served] });
  return versions
    .filter((version) => isIncomplete(version, existsSync(int8FileIn(config.home, version.digest))))
    .sort((a, b) => Number(served.has(b.id)) - Number(served.has(a.id)));
}

/** Also what was measured once, when its graph was lost with the data folder. */
function isIncomplete({ profiles }: MeasuredVersion, hasInt8: boolean): boolean {
  const int8 = profiles.find(({ variant }) => variant === "int8");
  return int8 === undefined || profiles.length < 2 || (int8.reason === null && !hasInt8);
}

/** False when it could not be measured, which keeps no other model from it. */
async function measure(parts: Parts, version: MeasuredVersion, signal: AbortSignal): Promise<boolean> {
  const { config, ctx, nodeId, assignments, workFolder, log } = parts;
  const { id, modelName, task } = version;
  const folder = modelFolderOf(config, version.folder);
  const int8File = int8FileIn(config.home, version.digest);
  try {
    const survey = await surveyVariants({
      folder,
      task,
      int8File,
      texts: await readSamples(folder),
      runs: RUNS,
      threads: 1,
      workFolder,
      signal,
    });
    const profiles = judgeSurvey(task, survey);
    for (const profile of profiles) await saveProfile(ctx, { modelVersionId: id, nodeId, ...profile });
    // Nobody can ask for what is refused.
    if (profiles.some(({ reason }) => reason !== null)) await rm(int8File, { force: true });
    log.info({ model: modelName, loadMs: survey.fp32.loadMs }, "model measured");
  } catch (error) {
    if (!signal.aborted) log.warn({ error: toFault(error), model: modelName }, "model could not be measured");
    return false;
  }
  // At once, as another variant may be the one to serve now; what keeps it from it is told where it is called anyway.
  await assignments.sync().catch(() => undefined);
  return true;
}
