import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Fault } from "@millrace/kernel";
import pg from "pg";
import { type Binaries, findBinaries } from "./binaries.ts";
import { chooseUnprivileged, spawnAs, type Unprivileged } from "./unprivileged.ts";

const run = promisify(execFile);

const OWNER = "millrace";
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
/** A fast shutdown that takes longer is followed by an immediate one; the next start recovers from the log. */
const FAST_STOP_MS = 15_000;
const IMMEDIATE_STOP_MS = 5_000;
const LOG_CHARACTERS_MAX = 4_000;

export type EmbeddedOptions = {
  /** Persistent; created at the first start. */
  folder: string;
  /** Of the owner role, over scram. */
  password: string;
  /** Loopback port to take if it is free; another one is chosen otherwise. */
  preferredPort?: number;
  database?: string;
  /** Further server settings, such as `fsync: "off"` for tests. */
  settings?: Record<string, string>;
};

export type EmbeddedPostgres = {
  /** Of the owner. */
  url: string;
  port: number;
  pid: number;
  /** Settles when the server has ended, asked or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts the bundled PostgreSQL on loopback, making the data folder and the database when they are missing.
 * A server left over from a killed parent is stopped first. Faults: `db.start_failed`, `db.data_version`,
 * `db.other_password`, `db.root_refused`; none leaves a server running.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = findBinaries();
  await mkdir(dirname(options.folder), { recursive: true });
  const unprivileged = await chooseUnprivileged([dirname(binaries.postgres), dirname(options.folder)]);
  await initialise(binaries, unprivileged, options);
  await stopLeftover(options.folder);
  const port = (await freePort(options.preferredPort)) || (await freePort());
  const server = serve(binaries, unprivileged, { ...options, port });
  const database = options.database ?? "millrace";
  const url = `postgres://${OWNER}:${encodeURIComponent(options.password)}@127.0.0.1:${port}/`;
  try {
    await ready(server, `${url}postgres`);
    await ensureDatabase(`${url}postgres`, database);
  } catch (error) {
    await stop(server, options.folder);
    throw error;
  }
  return {
    url: `${url}${database}`,
    port,
    pid: server.child.pid ?? 0,
    ended: server.ended,
    stop: () => stop(server, options.folder),
  };
}

/** The wanted loopback port, or any, if nobody listens on it at this moment; else 0. */
async function freePort(wanted = 0): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(wanted, "127.0.0.1");
    await once(probe, "listening");
  } catch {
    return 0;
  }
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function initialise(
  binaries: Binaries,
  unprivileged: Unprivileged,
  options: EmbeddedOptions,
): Promise<void> {
  const { folder, password } = options;
  if (await exists(join(folder, "PG_VERSION"))) return checkVersion(binaries, folder);
  // A folder without PG_VERSION is what an interrupted initdb leaves.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const passwordFile = join(dirname(folder), `.${OWNER}-initdb-password`);
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (unprivileged.way === "user") {
    await chown(folder, unprivileged.uid, unprivileged.gid);
    await chown(passwordFile, unprivileged.uid, unprivileged.gid);
  }
  const args = [`--pgdata=${folder}`, `--username=${OWNER}`, `--pwfile=${passwordFile}`];
  const fixed = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-instructions"];
  const start = spawnAs(unprivileged, binaries.initdb, [...args, ...fixed]);
  try {
    await run(start.command, start.args, { ...start.options, cwd: "/" });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw startFailed(String(Reflect.get(Object(error), "stderr") ?? error));
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function checkVersion(binaries: Binaries, folder: string): Promise<void> {
  const data = (await readFile(join(folder, "PG_VERSION"), "utf8")).trim();
  const { stdout } = await run(binaries.postgres, ["--version"]);
  const program = /(\d+)(?:\.\d+)?/.exec(stdout)?.[1] ?? "";
  if (data === program) return;
  throw new Fault({
    kind: "precondition",
    code: "db.data_version",
    message: `The data folder was made by PostgreSQL ${data}, and this version of Millrace brings PostgreSQL ${program}. Start the Millrace that made it, dump the database, and load it into a new folder.`,
  });
}

/** A server whose parent was killed still owns the folder; it is asked to stop, and its stale lock file is removed. */
async function stopLeftover(folder: string): Promise<void> {
  const lock = join(folder, "postmaster.pid");
  if (!(await exists(lock))) return;
  const pid = Number((await readFile(lock, "utf8")).split("\n")[0]);
  if (Number.isInteger(pid) && pid > 1 && (await isPostgres(pid, folder))) {
    process.kill(pid, "SIGINT");
    if (!(await gone(pid, FAST_STOP_MS))) process.kill(pid, "SIGQUIT");
    await gone(pid, IMMEDIATE_STOP_MS);
  }
  await rm(lock, { force: true });
}

/** Guards against a process id that was given to another program since. */
async function isPostgres(pid: number, folder: string): Promise<boolean> {
  try {
    const { stdout } = await run("ps", ["-o", "args=", "-p", String(pid)]);
    return stdout.includes(folder);
  } catch {
    return false;
  }
}

async function gone(pid: number, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += POLL_MS) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await delay(POLL_MS);
  }
  return false;
}

type Server = { child: ChildProcess; ended: Promise<void>; log: () => string };

function serve(
  binaries: Binaries,
  unprivileged: Unprivileged,
  options: EmbeddedOptions & { port: number },
): Server {
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    unix_socket_directories: "",
    max_connections: "120",
    shared_buffers: "128MB",
    log_min_messages: "warning",
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = spawnAs(unprivileged, binaries.postgres, ["-D", options.folder, ...flags]);
  // A process group of its own: Ctrl-C reaches us alone, and we stop the database last.
  const child = spawn(start.command, start.args, {
    ...start.options,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-LOG_CHARACTERS_MAX);
  });
  const ended = once(child, "exit").then(() => {});
  return { child, ended, log: () => log };
}

/** SQLSTATE: invalid_password, invalid_authorization_specification. */
const WRONG_PASSWORD = new Set(["28P01", "28000"]);

async function ready(server: Server, url: string): Promise<void> {
  let running = true;
  server.ended.then(() => {
    running = false;
  });
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    if (!running) throw startFailed(server.log());
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (WRONG_PASSWORD.has(String(Reflect.get(Object(error), "code")))) throw otherPassword();
      await delay(POLL_MS);
    }
  }
  throw startFailed(server.log());
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/** Fast shutdown (connections are cut, data is flushed), then immediate. */
async function stop(server: Server, folder: string): Promise<void> {
  const { child, ended } = server;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const pid = Number((await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
  const target = Number.isInteger(pid) && pid > 1 ? pid : (child.pid ?? 0);
  process.kill(target, "SIGINT");
  if (await settlesWithin(ended, FAST_STOP_MS)) return;
  process.kill(target, "SIGQUIT");
  await settlesWithin(ended, IMMEDIATE_STOP_MS);
}

async function settlesWithin(promise: Promise<void>, timeoutMs: number): Promise<boolean> {
  const abort = new AbortController();
  const timeout = delay(timeoutMs, false, { signal: abort.signal }).catch(() => false);
  const settled = await Promise.race([promise.then(() => true), timeout]);
  abort.abort();
  return settled;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function startFailed(log: string): Fault {
  return new Fault({
    kind: "unavailable",
    code: "db.start_failed",
    message: `The embedded PostgreSQL did not start: ${log.trim().split("\n").at(-1) ?? "no message"}`,
    internal: log,
  });
}

function otherPassword(): Fault {
  return new Fault({
    kind: "precondition",
    code: "db.other_password",
    message:
      "The embedded database was made with another password than the one in the data folder's secrets.json. Restore that file from a backup of the same data folder.",
  });
}
