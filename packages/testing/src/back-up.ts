import { provisionRoles } from "@millrace/db";
import pg from "pg";
import { afterAll } from "vitest";
import { TEST_SECRET } from "./settings.ts";
import type { TestDatabase } from "./test-database.ts";

export type Backup = {
  /** Puts the database back to what it was then; what is connected breaks. As often as wanted. */
  restore(): Promise<void>;
};

/** Copies a test's database as it is now; what is connected breaks. The copy goes after the file. */
export async function backUp({ ownerUrl }: Pick<TestDatabase, "ownerUrl">): Promise<Backup> {
  const name = new URL(ownerUrl).pathname.slice(1);
  const copy = `${name}_${Date.now()}`;
  const withServer = async (work: (client: pg.Client) => Promise<void>) => {
    const url = new URL(ownerUrl);
    url.pathname = "/postgres";
    const client = new pg.Client({ connectionString: url.toString() });
    await client.connect();
    await work(client).finally(() => client.end());
  };
  await withServer(async (client) => {
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await client.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", [
      name,
    ]);
    await client.query(`CREATE DATABASE ${copy} TEMPLATE ${name}`);
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  });
  afterAll(() =>
    withServer(async (client) => {
      await client.query(`DROP DATABASE ${copy} WITH (FORCE)`);
    }),
  );
  return {
    restore: async () => {
      await withServer(async (client) => {
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${copy}`);
      });
      await provisionRoles(ownerUrl, TEST_SECRET);
    },
  };
}
