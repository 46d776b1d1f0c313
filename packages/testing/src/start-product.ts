import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../../../apps/standalone/src/main.ts");
const START_TIMEOUT_MS = 120_000;
const READY = "Millrace is ready.";

export type Product = {
  consoleUrl: string;
  apiUrl: string;
  /** `host:port` of the API over gRPC. */
  grpcAddress: string;
  email: string;
  password: string;
  apiKey: string;
  databaseUrl: string;
  home: string;
  /** Of the process that `npm start` runs. */
  process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Ctrl-C, and waits; returns the exit code. */
  stop(): Promise<number>;
};

/**
 * The whole product on ports of its own, in a data folder of its own (or one that is there), as `npm start` runs it after
 * the build; `env` names what an operator would set besides.
 */
export async function startProduct(home?: string, env: Record<string, string> = {}): Promise<Product> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), "millrace-product-")));
  const [consolePort, apiPort, grpcPort] = [await freePort(), await freePort(), await freePort()];
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      MILLRACE_HOME: folder,
      CONSOLE_PORT: String(consolePort),
      API_PORT: String(apiPort),
      GRPC_PORT: String(grpcPort),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  try {
    await ready(child, () => output);
  } catch (error) {
    await stop(child);
    if (home === undefined) await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const firstRun = JSON.parse(await readFile(join(folder, "first-run.json"), "utf8"));
  return {
    ...firstRun,
    home: folder,
    grpcAddress: `localhost:${grpcPort}`,
    process: child,
    output: () => output,
    stop: () => stop(child),
  };
}

/** Stops a product and removes its data folder. */
export async function discardProduct(product: Product): Promise<void> {
  await product.stop();
  await rm(product.home, { recursive: true, force: true });
}

async function ready(child: ChildProcess, output: () => string): Promise<void> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`not ready in time:\n${output()}`)), START_TIMEOUT_MS);
  child.once("exit", (code) => reject(new Error(`ended with ${code}:\n${output()}`)));
  child.stdout?.on("data", () => {
    if (output().includes(READY)) settle();
  });
  await promise.finally(() => clearTimeout(timer));
}

async function stop(child: ChildProcess): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? -1;
  const ended = once(child, "exit");
  child.kill("SIGINT");
  await ended;
  return child.exitCode ?? -1;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
