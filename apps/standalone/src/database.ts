import type { StandaloneConfig } from "@millrace/config";
import {
  createDatabase,
  type Database,
  type DatabaseUrls,
  migrate,
  provisionRoles,
  readMigrations,
  startEmbeddedPostgres,
} from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { Home } from "./home.ts";

export type PreparedDatabase = DatabaseUrls & {
  ownerUrl: string;
  database: Database;
  stop(): Promise<void>;
};

/** A running, migrated database: the one of DATABASE_URL, else the embedded one in the data folder. */
export async function prepareDatabase(config: StandaloneConfig, home: Home): Promise<PreparedDatabase> {
  const server = config.databaseUrl === undefined ? await embedded(home) : external(config.databaseUrl);
  try {
    const urls = await reached(() => provisionRoles(server.url, home.secrets.encryptionKey));
    await migrate(server.url, await readMigrations(config.migrationsFolder));
    const database = createDatabase(urls);
    await database.ping();
    return {
      ...urls,
      ownerUrl: server.url,
      database,
      stop: async () => {
        await database.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

type Server = { url: string; stop(): Promise<void> };

/** On the port of last time where it is still free, since first-run.json tells it to people. */
async function embedded(home: Home): Promise<Server> {
  const previous = await home.readFirstRun();
  const port =
    previous && URL.canParse(previous.databaseUrl) ? Number(new URL(previous.databaseUrl).port) : undefined;
  const options = { folder: home.path("postgres"), password: home.secrets.databasePassword };
  return startEmbeddedPostgres({ ...options, ...(port ? { preferredPort: port } : {}) });
}

function external(url: string): Server {
  return { url, stop: async () => {} };
}

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault({
      kind: "unavailable",
      code: "standalone.database_unreachable",
      message: `The database of DATABASE_URL does not answer: ${error instanceof Error ? error.message : error}. Check host, port, user and password.`,
      cause: error,
    });
  }
}
