import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { accessOf, chargeUsage, loadSubscriptions } from "@millrace/billing";
import { int8FileIn } from "@millrace/catalog";
import type { InferenceConfig } from "@millrace/config";
import { createDatabase, type SystemContext } from "@millrace/db";
import { NODE_MEMORY_SHARE, type NodeAssignment, registerNode, wantedOnNode } from "@millrace/deployments";
import { systemClock as clock, newId } from "@millrace/kernel";
import { describeKey, findChangedKeys, findKeyByHash, type KeyIdentity } from "@millrace/keys";
import { startShipper } from "@millrace/metering";
import { keepBodies } from "@millrace/privacy";
import { every, type Started } from "@millrace/process";
import { countUsage, describeUse } from "@millrace/quotas";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { createEngine, detectProviders, type Engine } from "@millrace/serving";
import { createMetrics, type Log } from "@millrace/telemetry";
import { type Assignments, createAssignments } from "./assignments.ts";
import { startBackground } from "./background.ts";
import { createBodyKeeper } from "./bodies/body-keeper.ts";
import { describeMachine } from "./describe-machine.ts";
import { createServer } from "./http/server.ts";
import { createKeyRing } from "./key-ring.ts";
import { openLearnedCosts } from "./learned-costs.ts";
import { openLimits } from "./limits/open-limits.ts";
import { modelFolderOf } from "./model-folder.ts";
import { startGrpc } from "./oip/grpc/start-grpc.ts";
import { serveRest } from "./oip/rest/serve-rest.ts";
import { openSpoolInTurn } from "./open-spool-in-turn.ts";
import { type NodeParts, planGroup } from "./plan-group.ts";
import { createReplicaLog } from "./replica-log.ts";
import { createRequestMetrics } from "./request-metrics.ts";
import { healthRoutes } from "./routes/health.ts";
import { huggingFaceRoutes } from "./routes/huggingface.ts";
import { keyRoute } from "./routes/key.ts";
import { openAiRoutes } from "./routes/openai.ts";

/** Unsent records are safe in the spool; this is only how long we try to send them before leaving. */
const SHIP_ON_LEAVING_MS = 5_000;
const REGISTER_MS = 500;

/** Puts the parts together and listens. Resolves when requests are answered. */
export async function startInference(config: InferenceConfig, log: Log): Promise<Started> {
  const folder = join(config.home, "inference");
  // Takes a moment of other processes, so it goes on beside what follows.
  const providersHere = detectProviders();
  // For us alone: it tells who used what.
  await mkdir(join(folder, "spool"), { recursive: true, mode: 0o700 });
  const database = createDatabase({ appUrl: config.databaseAppUrl, systemUrl: config.databaseSystemUrl });
  const ctx: SystemContext = { database, clock };
  const spool = await openSpoolInTurn(join(folder, "spool"), log);
  const machine = { ...describeMachine(config.nodeName), providers: [...(await providersHere)] };
  const engine: Engine = createEngine({
    workFolder: await emptyFolder(join(folder, "work")),
    graphCacheFolder: join(folder, "graphs"),
    memoryBytesMax: Math.floor(machine.memoryBytes * NODE_MEMORY_SHARE),
    providers: machine.providers,
    onChange: (deploymentId) => logReplicas(deploymentId),
    clock,
  });
  const logReplicas = createReplicaLog({
    engine,
    teamOf: (deploymentId) => assignments.teamOf(deploymentId),
    log,
  });
  const nodeId = await register(ctx, { ...machine, isolation: engine.isolation }, log);
  const keyRing = createKeyRing(
    { find: (hash) => findKeyByHash(ctx, hash), findChanged: (held) => findChangedKeys(ctx, held) },
    clock,
  );
  const costs = await openLearnedCosts(join(folder, "costs"));
  const assignments = createAssignments({
    engine,
    costs,
    load: () => wantedOnNode(ctx, nodeId),
    planOf: (assignment) => planGroup(assignment, nodePartsOf(config, assignment, machine.providers)),
    clock,
    log,
  });
  const limits = openLimits({
    ctx,
    holder: { holderId: newId(), nodeId },
    served: () => servedHere(assignments),
    waitingAtStart: spool.status().waiting,
    log,
  });
  const metrics = createMetrics();
  const shipper = startShipper(ctx, spool, {
    log,
    metrics,
    alongside: [countUsage, chargeUsage],
    onStored: limits.stored,
  });
  const secrets = createSecrets({ keys: openKeyRing(config.encryption), clock });
  const bodies = createBodyKeeper({
    assignments,
    keep: (teamId, batch) => keepBodies({ ...ctx, secrets }, teamId, batch),
    metrics,
    log,
  });
  const workFolder = await emptyFolder(join(folder, "profiles"));
  const background = startBackground({
    config,
    ctx,
    nodeId,
    engine,
    assignments,
    keyRing,
    costs,
    bodies,
    workFolder,
    log,
  });
  await background.ready;

  const requestMetrics = createRequestMetrics(metrics);
  const app = createServer({ log, refused: requestMetrics.refused, arrived: bodies.arrived });
  const service = {
    nodeId,
    engine,
    assignments,
    keyRing,
    limits: limits.limits,
    describeKey: (identity: KeyIdentity) => describeKey(ctx, identity),
    describeAccess: async ({ teamId }: KeyIdentity) =>
      accessOf((await loadSubscriptions(ctx, [teamId])).get(teamId) ?? null, clock.now()),
    describeUse: (identity: KeyIdentity) => describeUse(ctx, identity),
    trustedProxies: config.trustedProxies,
    spool,
    metrics: requestMetrics,
    bodies,
    clock,
  };
  let draining = false;
  const isReady = () => !draining && spool.status().state === "ready";
  openAiRoutes(app, service);
  keyRoute(app, service);
  huggingFaceRoutes(app, service);
  serveRest(app, service, isReady);
  healthRoutes(
    app,
    () => {
      const { state, waiting } = spool.status();
      return {
        ready: isReady(),
        draining,
        isolation: engine.isolation,
        spool: state,
        spooledRecords: waiting,
      };
    },
    metrics,
  );
  await listen(app, config.apiPort);
  const grpc = await startGrpc(config.grpcPort, { service, isServerReady: isReady, log });

  return {
    drain: async () => {
      draining = true;
      await Promise.all([app.close(), grpc.close()]);
      await background.stop();
      await engine.close();
      await shipper.drain(SHIP_ON_LEAVING_MS);
      await limits.close();
      await spool.close();
      await database.close();
    },
  };
}

function servedHere(assignments: Assignments): { teamIds: string[]; modelNames: string[] } {
  const all = assignments.all();
  return {
    teamIds: [...new Set(all.map(({ teamId }) => teamId))],
    modelNames: [...new Set(all.map(({ modelName }) => modelName))],
  };
}

/** Repeated until the database answers: a node that is not known can be given nothing to serve. */
async function register(
  ctx: SystemContext,
  node: Parameters<typeof registerNode>[1],
  log: Log,
): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const stop = every(REGISTER_MS, "registration", {
    log,
    work: async () => resolve((await registerNode(ctx, node)).id),
  });
  const id = await promise;
  await stop();
  return id;
}

/** Looked at each time, as a graph may be made at any moment. */
function nodePartsOf(
  config: InferenceConfig,
  { modelFolder, modelDigest }: NodeAssignment,
  providers: readonly string[],
): NodeParts {
  const int8File = int8FileIn(config.home, modelDigest);
  return {
    modelFolder: modelFolderOf(config, modelFolder),
    int8File,
    hasInt8: existsSync(int8File),
    providers,
  };
}

async function emptyFolder(path: string): Promise<string> {
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  return path;
}

/** On every address, IPv6 and IPv4, whichever the machine has. */
async function listen(app: ReturnType<typeof createServer>, port: number): Promise<void> {
  await app.ready();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  app.server.once("error", reject);
  app.server.listen(port, resolve);
  await promise;
}
