import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { paymentVariables, type StandaloneConfig, serviceEnvironment } from "@millrace/config";
import { Fault } from "@millrace/kernel";
import { type BoundedLog, openBoundedLog } from "./bounded-log.ts";
import type { PreparedDatabase } from "./database.ts";
import type { Home } from "./home.ts";

const APPS = resolve(import.meta.dirname, "../..");
const HEALTHY_TIMEOUT_MS = 90_000;
const HEALTH_POLL_MS = 100;
const HEALTH_REQUEST_MS = 2_000;
/** Longer than any service's own drain. */
const STOP_TIMEOUT_MS = 45_000;
const RESTART_PAUSE_MS = 500;
/** A service that ends this often within the window is not restarted any more. */
const RESTARTS_MAX = 5;
const RESTART_WINDOW_MS = 60_000;

type ServiceName = "inference" | "controller" | "console";
type Definition = {
  name: ServiceName;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Answers 200 when the service can do its work; without one the first message of the process counts. */
  healthUrl: string | null;
};

export type Surroundings = {
  config: StandaloneConfig;
  home: Home;
  database: PreparedDatabase;
  dev: boolean;
  /** Aborts the wait for services that are not healthy yet. */
  leaving: AbortSignal;
  /** A service ended too often to be restarted. */
  onEnd(name: ServiceName): void;
};

/** Starts the three services, waits until each is healthy, and keeps them up until `stop`. */
export async function startServices(surroundings: Surroundings): Promise<{ stop(): Promise<void> }> {
  const services = definitions(surroundings).map((definition) => keepUp(definition, surroundings));
  const stop = async () => {
    // The API drains while the console still answers; the controller holds no request.
    for (const service of services) await service.stop();
  };
  try {
    await Promise.all(services.map((service) => service.healthy()));
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function definitions({ config, home, database, dev }: Surroundings): Definition[] {
  const urls = { DATABASE_APP_URL: database.appUrl, DATABASE_SYSTEM_URL: database.systemUrl };
  const common = { ...urls, ...keyVariables(home), LOG_LEVEL: config.logLevel };
  const reload = dev ? ["--watch"] : [];
  return [
    {
      name: "inference",
      args: [...reload, join(APPS, "inference/src/main.ts")],
      env: serviceEnvironment({
        ...common,
        API_PORT: String(config.apiPort),
        GRPC_PORT: String(config.grpcPort),
        TRUSTED_PROXIES: String(config.trustedProxies),
        MILLRACE_HOME: home.folder,
        ...(config.nodeName === undefined ? {} : { NODE_NAME: config.nodeName }),
      }),
      healthUrl: `http://127.0.0.1:${config.apiPort}/readyz`,
    },
    {
      name: "controller",
      args: [...reload, join(APPS, "controller/src/main.ts")],
      env: serviceEnvironment({
        ...common,
        MILLRACE_HOME: home.folder,
        CONSOLE_URL: config.consoleUrl,
        ...taxVariables(config),
        ...paymentVariables(config.payments),
        ...(config.mail && { SMTP_URL: config.mail.smtpUrl, MAIL_FROM: config.mail.from }),
      }),
      healthUrl: null,
    },
    {
      name: "console",
      args: [join(APPS, "console/start.ts"), ...(dev ? ["--dev"] : [])],
      env: serviceEnvironment({
        ...common,
        CONSOLE_PORT: String(config.consolePort),
        API_PORT: String(config.apiPort),
        CONSOLE_URL: config.consoleUrl,
        API_URL: config.apiUrl,
        TRUSTED_PROXIES: String(config.trustedProxies),
        OUTGOING_ALLOW: config.outgoingAllow.join(","),
        SSO_DOMAINS: config.ssoDomains.join(","),
        ...config.signIn,
        ...taxVariables(config),
        ...paymentVariables(config.payments),
        ...(config.invoiceIssuer === undefined ? {} : { INVOICE_ISSUER: config.invoiceIssuer }),
        MILLRACE_HOME: home.folder,
        SESSION_SECRET: home.secrets.sessionSecret,
        SENDS_MAIL: config.mail === null ? "no" : "yes",
      }),
      healthUrl: `http://127.0.0.1:${config.consolePort}/api/health`,
    },
  ];
}

/** The path of the keys wherever they have one; keys that an operator gave by the environment stay out of files. */
function keyVariables({ encryption }: Home) {
  if (encryption.kind === "file") return { ENCRYPTION_KEY_FILE: encryption.path };
  const [newest = "", ...previous] = encryption.keys;
  return { ENCRYPTION_KEY: newest, ENCRYPTION_KEYS_PREVIOUS: previous.join(",") };
}

function taxVariables({ taxRates }: StandaloneConfig): { TAX_RATES?: string } {
  return taxRates.length === 0 ? {} : { TAX_RATES: taxRates.join() };
}

type Service = { healthy(): Promise<void>; stop(): Promise<void> };

function keepUp(definition: Definition, surroundings: Surroundings): Service {
  const { home, onEnd } = surroundings;
  const log = openBoundedLog(home.path("logs", `${definition.name}.log`));
  const deaths: number[] = [];
  let stopping = false;
  let isReady = false;
  let child = begin();

  function begin(): ChildProcess {
    const next = launch(definition, log);
    next.once("message", () => {
      isReady = true;
    });
    next.once("exit", () => ended());
    // One that could not be started at all never exits.
    next.on("error", () => (next.pid === undefined ? ended() : undefined));
    return next;
  }

  async function ended(): Promise<void> {
    if (stopping) return;
    const now = Date.now();
    deaths.push(now);
    if (deaths.filter((at) => now - at < RESTART_WINDOW_MS).length >= RESTARTS_MAX)
      return onEnd(definition.name);
    await delay(RESTART_PAUSE_MS);
    if (!stopping) child = begin();
  }

  return {
    healthy: () =>
      becomesHealthy(definition, {
        ...surroundings,
        isReady: () => isReady,
        hasFailed: () => deaths.length > 0,
      }),
    stop: async () => {
      stopping = true;
      await end(child);
      log.close();
    },
  };
}

/** In a process group of its own, so that Ctrl-C reaches only us; it ends by itself when our end of the channel closes. */
function launch({ args, env }: Definition, log: BoundedLog): ChildProcess {
  const child = spawn(process.execPath, args, {
    env,
    cwd: resolve(APPS, ".."),
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.on("data", log.write);
  child.stderr?.on("data", log.write);
  return child;
}

type Waiting = Pick<Surroundings, "home" | "leaving"> & { isReady(): boolean; hasFailed(): boolean };

async function becomesHealthy(
  { name, healthUrl }: Definition,
  { home, leaving, isReady, hasFailed }: Waiting,
): Promise<void> {
  const startedMs = performance.now();
  while (performance.now() - startedMs < HEALTHY_TIMEOUT_MS && !hasFailed()) {
    if (isReady() || (healthUrl !== null && (await answers(healthUrl)))) return;
    await delay(HEALTH_POLL_MS, undefined, { signal: leaving });
  }
  throw new Fault({
    kind: "unavailable",
    code: "standalone.service_not_healthy",
    message: `The ${name} did not become healthy; see ${home.path("logs", `${name}.log`)}`,
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_REQUEST_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // Not `exit`: its last words may still be on their way to the log.
  const ended = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
