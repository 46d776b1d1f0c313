import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createDatabase,
  type EmbeddedPostgres,
  migrate,
  provisionRoles,
  readMigrations,
  startEmbeddedPostgres,
} from "@millrace/db";
import pg from "pg";
import { afterAll } from "vitest";
import { MIGRATIONS_FOLDER, TEST_SECRET } from "./settings.ts";
import type { TestDatabase } from "./test-database.ts";

export type MortalDatabase = TestDatabase & {
  /** As a power cut of PostgreSQL; what is connected breaks. */
  kill(): Promise<void>;
  /** At the same address, with what it had committed. */
  start(): Promise<void>;
};

/** A migrated PostgreSQL of its own that keeps its promises as in production, for tests that kill it; gone after the file. */
export async function mortalDatabase(): Promise<MortalDatabase> {
  const home = await mkdtemp(join(tmpdir(), "millrace-mortal-"));
  const options = { folder: join(home, "postgres"), password: TEST_SECRET, database: "mortal" };
  let server: EmbeddedPostgres = await startEmbeddedPostgres(options);
  const { url, port } = server;
  const urls = await provisionRoles(url, TEST_SECRET);
  await migrate(url, await readMigrations(MIGRATIONS_FOLDER));
  const database = createDatabase({ ...urls, connectionsMax: 5 });
  const owner = new pg.Pool({ connectionString: url, max: 2 });
  owner.on("error", () => {});
  afterAll(async () => {
    await database.close();
    await owner.end();
    await server.stop();
    await rm(home, { recursive: true, force: true });
  });
  return {
    database,
    ownerUrl: url,
    ...urls,
    sql: async (text, values) => (await owner.query(text, values)).rows,
    kill: async () => {
      process.kill(server.pid, "SIGKILL");
      await server.ended;
    },
    start: async () => {
      server = await startEmbeddedPostgres({ ...options, preferredPort: port });
    },
  };
}
