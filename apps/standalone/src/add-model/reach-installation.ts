import type { StandaloneConfig } from "@millrace/config";
import type { Database } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { prepareDatabase } from "../database.ts";
import { type Home, lookIntoHome, openHome } from "../home.ts";

export type Installation = { home: Home; database: Database; close(): Promise<void> };

/**
 * The data folder and its database, whether Millrace runs on them or not. Where it does not, nobody can start it meanwhile:
 * the folder is held, and the embedded database runs for as long as it is needed.
 * Faults as of `openHome` and `prepareDatabase`; `unavailable` `standalone.still_starting`.
 */
export async function reachInstallation(config: StandaloneConfig): Promise<Installation> {
  const home = await openHome(config).catch((error: unknown) => {
    if (error instanceof Fault && error.code === "standalone.home_busy") return null;
    throw error;
  });
  if (home === null) return joinRunning(config);
  try {
    const { database, stop } = await prepareDatabase(config, home);
    const close = async () => {
      await stop();
      await home.close();
    };
    return { home, database, close };
  } catch (error) {
    await home.close();
    throw error;
  }
}

async function joinRunning(config: StandaloneConfig): Promise<Installation> {
  const home = await lookIntoHome(config);
  const databaseUrl = config.databaseUrl ?? (await home.readFirstRun())?.databaseUrl;
  if (databaseUrl === undefined) throw stillStarting();
  // The database of the one that runs, whoever started it, is nothing that we start or stop.
  const { database, stop } = await prepareDatabase({ ...config, databaseUrl }, home);
  return { home, database, close: stop };
}

function stillStarting(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "standalone.still_starting",
    message:
      "Millrace is starting on this data folder for the first time. Try again when it says that it is ready.",
  });
}
