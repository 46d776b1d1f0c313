import { setTimeout as delay } from "node:timers/promises";
import type { StandaloneConfig } from "@millrace/config";
import {
  createDatabase,
  type Database,
  type DatabaseUrls,
  type EmbeddedOptions,
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
    const urls = await reached(config, () => provisionRoles(server.url, roleSecret(server.url, home)));
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

/** Whoever has the owner's password could give the roles any other: theirs follow from it, and from no key that rotates. */
function roleSecret(ownerUrl: string, { secrets }: Home): string {
  return new URL(ownerUrl).password || secrets.databasePassword;
}

type Server = { url: string; stop(): Promise<void> };

/** On the port of last time where it is still free, since first-run.json tells it to people. */
async function embedded(home: Home): Promise<Server> {
  const previous = await home.readFirstRun();
  const known =
    previous && URL.canParse(previous.databaseUrl) ? Number(new URL(previous.databaseUrl).port) : 0;
  const folder = home.path("postgres");
  return keepUp({
    folder,
    password: home.secrets.databasePassword,
    ...(known > 0 ? { preferredPort: known } : {}),
  });
}

const RESTART_PAUSE_MS = 250;

/** A server that dies is started again, on the same port, until it is told to stop. */
async function keepUp(options: EmbeddedOptions): Promise<Server> {
  let server = await startEmbeddedPostgres(options);
  const { port, url } = server;
  let stopping = false;

  async function watch(): Promise<void> {
    await server.ended;
    while (!stopping) {
      await delay(RESTART_PAUSE_MS);
      // Its children hold shared memory for a moment after it was killed; the next round finds them gone.
      const next = await startEmbeddedPostgres({ ...options, preferredPort: port }).catch(() => null);
      if (next === null) continue;
      server = next;
      // Somebody else took the port that everyone knows: no use to anyone, so try again.
      if (stopping || next.port !== port) await next.stop();
      await server.ended;
    }
  }
  const watching = watch();

  return {
    url,
    stop: async () => {
      stopping = true;
      await server.stop();
      await watching;
    },
  };
}

function external(url: string): Server {
  return { url, stop: async () => {} };
}

async function reached<T>(config: StandaloneConfig, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const which = config.databaseUrl === undefined ? "The embedded database" : "The database of DATABASE_URL";
    const help = config.databaseUrl === undefined ? "Start again." : "Check host, port, user and password.";
    throw new Fault({
      kind: "unavailable",
      code: "standalone.database_unreachable",
      message: `${which} does not answer: ${reasonOf(error)}. ${help}`,
      cause: error,
    });
  }
}

/** A host of several addresses fails with one error for each, under one that says nothing. */
function reasonOf(error: unknown): string {
  const causes = error instanceof AggregateError ? error.errors : [error];
  return causes.map((cause) => (cause instanceof Error ? cause.message : String(cause))).join(", ");
}
