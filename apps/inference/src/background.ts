import { setTimeout as delay } from "node:timers/promises";
import type { InferenceConfig } from "@millrace/config";
import type { SystemContext } from "@millrace/db";
import { heartbeat, reportLoads, reportReplicas } from "@millrace/deployments";
import { touchKeys } from "@millrace/keys";
import { every } from "@millrace/process";
import type { Engine } from "@millrace/serving";
import type { Log } from "@millrace/telemetry";
import type { Assignments } from "./assignments.ts";
import type { BodyKeeper } from "./bodies/body-keeper.ts";
import type { KeyRing } from "./key-ring.ts";
import type { LearnedCosts } from "./learned-costs.ts";
import { loadReports, replicaReports } from "./reports.ts";
import { createMeasuring } from "./variants/measure-missing.ts";

const SYNC_MS = 1_000;
const SWEEP_MS = 1_000;
const HEARTBEAT_MS = 3_000;
const REPORT_MS = 1_000;
const TOUCH_MS = 5_000;
const MEASURE_MS = 1_000;
const KEEP_BODIES_MS = 500;
/** When leaving, for what still waits in memory. */
const LAST_BODIES_MS = 5_000;
const SAVE_COSTS_MS = 60_000;

type Parts = {
  config: InferenceConfig;
  ctx: SystemContext;
  nodeId: string;
  engine: Engine;
  assignments: Assignments;
  keyRing: KeyRing;
  costs: LearnedCosts;
  bodies: Pick<BodyKeeper, "flush">;
  /** For measuring models, apart from what is served. */
  workFolder: string;
  log: Log;
};

/**
 * What a node does beside answering: it tells that it lives, follows what is wanted, reports what is, drops revoked
 * keys and measures models. Each goes on by itself when the database comes back.
 */
export function startBackground(parts: Parts): { ready: Promise<void>; stop(): Promise<void> } {
  const { ctx, nodeId, engine, assignments, keyRing, costs, bodies, log } = parts;
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  const leaving = new AbortController();
  let isReady = false;
  const saveCosts = async () => {
    // Before the first answer of the database nothing is known to be gone.
    if (!isReady) return;
    const ids = assignments.all().map(({ deploymentId }) => deploymentId);
    await costs.save(engine, ids);
  };

  const loops = [
    every(HEARTBEAT_MS, "heartbeat", { log, work: () => heartbeat(ctx, nodeId) }),
    every(SYNC_MS, "assignments", {
      log,
      work: async () => {
        await assignments.sync();
        isReady = true;
        becomeReady();
      },
    }),
    every(REPORT_MS, "reports", { log, work: reporter(parts) }),
    every(SWEEP_MS, "key sweep", { log, work: () => keyRing.sweep() }),
    every(TOUCH_MS, "key use", { log, work: () => keyRing.reportUsed((used) => touchKeys(ctx, used)) }),
    every(KEEP_BODIES_MS, "bodies of requests", { log, work: () => bodies.flush() }),
    every(SAVE_COSTS_MS, "learned costs", { log, work: saveCosts }),
    every(MEASURE_MS, "measuring", { log, work: createMeasuring(parts, leaving.signal) }),
  ];
  return {
    ready,
    stop: async () => {
      leaving.abort();
      await Promise.all(loops.map((stop) => stop()));
      await lastBodies(parts);
      await saveCosts().catch((error: unknown) => log.warn({ error }, "learned costs could not be saved"));
    },
  };
}

/** What was answered just before; without the database it is lost. */
async function lastBodies({ bodies, log }: Parts): Promise<void> {
  const late = delay(LAST_BODIES_MS, undefined, { ref: false });
  const flushed = bodies.flush().catch((error: unknown) => {
    log.warn({ error }, "Bodies of requests could not be kept on leaving");
  });
  await Promise.race([flushed, late]);
}

/** Writes only what differs from the last report, so that an idle node leaves the database alone. */
function reporter({ ctx, nodeId, engine, assignments }: Parts): () => Promise<void> {
  let lastReplicas = "";
  let lastLoads = "";
  return async () => {
    const groups = engine.status();
    const replicas = replicaReports(groups, assignments);
    const replicasText = JSON.stringify(replicas);
    if (replicasText !== lastReplicas) await reportReplicas(ctx, nodeId, replicas);
    lastReplicas = replicasText;
    const loads = loadReports(groups, assignments.all(), ctx.clock);
    const loadsText = JSON.stringify(loads.map((load) => ({ ...load, at: null })));
    if (loadsText !== lastLoads) await reportLoads(ctx, nodeId, loads);
    lastLoads = loadsText;
  };
}
