import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { modelStoreIn, registerModel } from "@millrace/catalog";
import type { SystemContext } from "@millrace/db";
import { createDeployment, DEFAULT_SETTINGS, place, type ServingSettings } from "@millrace/deployments";
import { systemClock as clock } from "@millrace/kernel";
import { createKey } from "@millrace/keys";
import { type Model, writeModel } from "@millrace/onnx";
import type { PrivacyContext } from "@millrace/privacy";
import { every } from "@millrace/process";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { createLog } from "@millrace/telemetry";
import { makeTeam, type TestDatabase } from "@millrace/testing";
import { startInference } from "../start-inference.ts";

const MODELS = resolve(import.meta.dirname, "../../../../models");
const READY_TIMEOUT_MS = 60_000;
const PLACE_MS = 200;
const MIB = 1024 * 1024;

export const TEST_RESOURCES = {
  replicas: 1,
  threadsPerReplica: 1,
  memoryBytesMax: 1_024 * MIB,
  batchTokensMax: 4_096,
  batchRowsMax: 64,
  queueRequestsMax: 2_000,
};

export type TestService = {
  url: string;
  /** `host:port` of gRPC. */
  grpcAddress: string;
  teamId: string;
  /** Of the service's files. */
  home: string;
  /** Acts in the team, and opens what the service sealed. */
  owner: PrivacyContext;
  /** Everything that was logged, debugging included. */
  logged(): string;
  key: { id: string; secret: string };
  /** Another team's key, with no deployment. */
  strangerSecret: string;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
};

/**
 * The inference service on a real database with both built-in models deployed as `embed` and `langid`, and each of
 * `graphs` under its name, as a model of the task `tensor`. They stay the variant that they are, unless a test wants to see
 * them change.
 */
export async function startTestService(
  db: TestDatabase,
  graphs: Readonly<Record<string, Model>> = {},
  variant: ServingSettings["variant"] = "fp32",
): Promise<TestService> {
  const home = await mkdtemp(join(tmpdir(), "millrace-inference-"));
  const system = { database: db.database, clock };
  for (const name of ["millrace-embed", "millrace-langid"]) {
    await registerModel(system, { folder: join(MODELS, name), store: modelStoreIn(home) });
  }
  await registerGraphs(system, graphs, home);
  const team = await makeTeam(db, clock);
  const stranger = await makeTeam(db, clock);
  const owner = team.as("owner");
  const deploy = (name: string, modelName: string) =>
    createDeployment(owner, {
      name,
      modelName,
      resources: TEST_RESOURCES,
      settings: { ...DEFAULT_SETTINGS, variant },
    });
  await deploy("embed", "millrace-embed");
  await deploy("langid", "millrace-langid");
  for (const name of Object.keys(graphs)) await deploy(name, name);
  const { secret, key } = await createKey(owner, { name: "test" });
  const lines: string[] = [];
  const log = createLog({ service: "test", level: "debug" }, { write: (line) => lines.push(line) });
  const encryption = { kind: "given" as const, keys: ["only-for-tests-and-32-characters-long"] };
  const stopPlacing = every(PLACE_MS, "place", { log, work: async () => void (await place(system)) });
  // Below the ports that the system gives to those who ask for any.
  const port = 10_000 + 2 * Math.floor(Math.random() * 10_000);
  const config = {
    apiPort: port,
    grpcPort: port + 1,
    trustedProxies: 0,
    nodeName: undefined,
    home,
    modelsFolder: MODELS,
    encryption,
    databaseAppUrl: db.appUrl,
    databaseSystemUrl: db.systemUrl,
    logLevel: "error" as const,
  };
  const inference = await startInference(config, log);
  const url = `http://127.0.0.1:${port}`;
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...headers },
      body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
    });
  const get = (path: string) => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
  await becomesReady(() => post("/v1/embeddings", { model: "embed", input: "warm" }));
  await becomesReady(() => post("/models/langid", { inputs: "warm" }));
  for (const name of Object.keys(graphs)) await becomesReady(() => get(`/v2/models/${name}/ready`));
  return {
    url,
    grpcAddress: `127.0.0.1:${config.grpcPort}`,
    teamId: team.teamId,
    home,
    owner: { ...owner, secrets: createSecrets({ keys: openKeyRing(encryption), clock }) },
    logged: () => lines.join(""),
    key: { id: key.id, secret },
    strangerSecret: (await createKey(stranger.as("owner"), { name: "stranger" })).secret,
    post,
    stop: async () => {
      await stopPlacing();
      await inference.drain();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Each as a folder with nothing but its graph. */
async function registerGraphs(
  system: SystemContext,
  graphs: Readonly<Record<string, Model>>,
  home: string,
): Promise<void> {
  for (const [name, graph] of Object.entries(graphs)) {
    const folder = join(home, "graphs", name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "model.onnx"), writeModel(graph));
    await registerModel(system, { folder, store: modelStoreIn(home) });
  }
}

async function becomesReady(ask: () => Promise<Response>): Promise<void> {
  for (const startedMs = Date.now(); Date.now() - startedMs < READY_TIMEOUT_MS; ) {
    const response = await ask();
    await response.arrayBuffer();
    if (response.ok) return;
  }
  throw new Error("the service did not become ready");
}
