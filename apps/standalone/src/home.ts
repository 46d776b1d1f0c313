import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StandaloneConfig } from "@millrace/config";
import { Fault } from "@millrace/kernel";

/** Raised when a newer layout can no longer be read by an older version. */
const FORMAT = 1;
const SECRET_BYTES = 32;
/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

/** The deployment that the first run makes. */
export const FIRST_DEPLOYMENT = "embed";

/** What a user needs after the first start; written once, mode 0600. */
export type FirstRun = {
  consoleUrl: string;
  apiUrl: string;
  email: string;
  password: string;
  apiKey: string;
  databaseUrl: string;
};

export type Secrets = { sessionSecret: string; encryptionKey: string; databasePassword: string };

/** The data folder: secrets, the embedded database, spools, logs. One Millrace at a time may hold it. */
export type Home = {
  folder: string;
  secrets: Secrets;
  path(...names: string[]): string;
  readFirstRun(): Promise<FirstRun | null>;
  writeFirstRun(firstRun: FirstRun): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens the data folder, making what is missing.
 * Faults: `standalone.home_busy` (another Millrace runs on it), `standalone.home_newer`, `standalone.home_unusable`.
 */
export async function openHome(config: StandaloneConfig): Promise<Home> {
  const { folder } = viewOf(config);
  await mkdir(join(folder, "logs"), { recursive: true, mode: 0o755 }).catch((error) => {
    throw unusable(folder, error);
  });
  const unlock = await lock(join(folder, "lock.sqlite"), join(folder, "pid"));
  try {
    await checkFormat(join(folder, "format.json"));
    const secrets = await readSecrets(join(folder, "secrets.json"), config);
    return { ...viewOf(config), secrets, close: async () => unlock() };
  } catch (error) {
    unlock();
    throw error instanceof Fault ? error : unusable(folder, error);
  }
}

/** The data folder of a Millrace that runs: it holds the folder, and we write nothing but what is for others to write. */
export async function lookIntoHome(config: StandaloneConfig): Promise<Home> {
  const secrets = await readSecrets(join(config.home, "secrets.json"), config);
  return { ...viewOf(config), secrets, close: async () => {} };
}

function viewOf({ home: folder }: StandaloneConfig): Omit<Home, "secrets" | "close"> {
  const path = (...names: string[]) => join(folder, ...names);
  return {
    folder,
    path,
    readFirstRun: () => readJson<FirstRun>(path("first-run.json")),
    writeFirstRun: (firstRun) => writePrivate(path("first-run.json"), firstRun),
  };
}

/** SQLite's lock on a file, since the kernel lets go of it however this process ends. Returns what lets go of it now. */
async function lock(file: string, pidFile: string): Promise<() => void> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    await writeFile(pidFile, String(process.pid));
  } catch (error) {
    database?.close();
    if (Reflect.get(Object(error), "errcode") !== SQLITE_BUSY) throw unusable(dirname(file), error);
    const holder = await readFile(pidFile, "utf8").catch(() => "unknown");
    throw new Fault({
      kind: "conflict",
      code: "standalone.home_busy",
      message: `Millrace already runs on this data folder (process ${holder}). Stop it first, or set MILLRACE_HOME to another folder.`,
    });
  }
  const held = database;
  return () => held.close();
}

async function checkFormat(file: string): Promise<void> {
  const found = await readJson<{ format: number }>(file);
  if (found === null) return writeFile(file, `${JSON.stringify({ format: FORMAT })}\n`);
  if (found.format <= FORMAT) return;
  throw new Fault({
    kind: "precondition",
    code: "standalone.home_newer",
    message: `The data folder was made by a newer version of Millrace (format ${found.format}; this version knows ${FORMAT}). Start that version, or set MILLRACE_HOME to another folder.`,
  });
}

async function readSecrets(file: string, config: StandaloneConfig): Promise<Secrets> {
  const generated: Secrets = (await readJson<Secrets>(file)) ?? {
    sessionSecret: randomBytes(SECRET_BYTES).toString("base64url"),
    encryptionKey: randomBytes(SECRET_BYTES).toString("base64url"),
    databasePassword: randomBytes(SECRET_BYTES).toString("base64url"),
  };
  await writePrivate(file, generated);
  return {
    sessionSecret: config.sessionSecret ?? generated.sessionSecret,
    encryptionKey: config.encryptionKey ?? generated.encryptionKey,
    databasePassword: generated.databasePassword,
  };
}

/** Null when there is no such file. One that is there and cannot be read is never taken for a missing one. */
async function readJson<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch (error) {
    if (Reflect.get(Object(error), "code") === "ENOENT") return null;
    throw unusable(file, error);
  }
}

/** Whole or not at all, readable by its owner only. */
async function writePrivate(file: string, value: unknown): Promise<void> {
  const partial = `${file}.partial`;
  await writeFile(partial, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  await rename(partial, file);
}

function unusable(path: string, cause: unknown): Fault {
  return new Fault({
    kind: "precondition",
    code: "standalone.home_unusable",
    message: `The data folder cannot be used: ${path} (${cause instanceof Error ? cause.message : cause}). Set MILLRACE_HOME to a folder that this user may write.`,
    cause,
  });
}
