import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { StandaloneConfig } from "@millrace/config";
import { Fault } from "@millrace/kernel";
import { lockFile } from "./exclusive-file.ts";
import {
  type Encryption,
  encryptionOf,
  ensureHomeSecrets,
  type HomeSecrets,
  readHomeSecrets,
} from "./home-secrets.ts";
import { readJson, unusable, writePrivate } from "./private-file.ts";

/** Raised when a newer layout can no longer be read by an older version. */
const FORMAT = 2;

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

/** The data folder: secrets, the embedded database, spools, logs. One Millrace at a time may hold it. */
export type Home = {
  folder: string;
  secrets: HomeSecrets;
  encryption: Encryption;
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
    const secrets = await ensureHomeSecrets(config);
    return { ...viewOf(config), secrets, close: async () => unlock() };
  } catch (error) {
    unlock();
    throw error instanceof Fault ? error : unusable(folder, error);
  }
}

/** The data folder of a Millrace that runs: it holds the folder, and we write nothing but what is for others to write. */
export async function lookIntoHome(config: StandaloneConfig): Promise<Home> {
  const secrets = await readHomeSecrets(config);
  return { ...viewOf(config), secrets, close: async () => {} };
}

function viewOf(config: StandaloneConfig): Omit<Home, "secrets" | "close"> {
  const folder = config.home;
  const path = (...names: string[]) => join(folder, ...names);
  return {
    folder,
    encryption: encryptionOf(config),
    path,
    readFirstRun: () => readJson<FirstRun>(path("first-run.json")),
    writeFirstRun: (firstRun) => writePrivate(path("first-run.json"), firstRun),
  };
}

/** Returns what lets go of the folder. */
async function lock(file: string, pidFile: string): Promise<() => void> {
  let unlock: (() => void) | null;
  try {
    unlock = lockFile(file);
  } catch (error) {
    throw unusable(dirname(file), error);
  }
  if (unlock !== null) {
    await writeFile(pidFile, String(process.pid));
    return unlock;
  }
  const holder = await readFile(pidFile, "utf8").catch(() => "unknown");
  throw new Fault({
    kind: "conflict",
    code: "standalone.home_busy",
    message: `Millrace already runs on this data folder (process ${holder}). Stop it first, or set MILLRACE_HOME to another folder.`,
  });
}

async function checkFormat(file: string): Promise<void> {
  const found = await readJson<{ format: number }>(file);
  if (found?.format === FORMAT) return;
  if (found === null || found.format < FORMAT)
    return writeFile(file, `${JSON.stringify({ format: FORMAT })}\n`);
  throw new Fault({
    kind: "precondition",
    code: "standalone.home_newer",
    message: `The data folder was made by a newer version of Millrace (format ${found.format}; this version knows ${FORMAT}). Start that version, or set MILLRACE_HOME to another folder.`,
  });
}
