import { randomUUID } from "node:crypto";
import { createDatabase, type Database, provisionRoles } from "@millrace/db";
import pg from "pg";
import { afterAll, inject } from "vitest";
import type {} from "./global-setup.ts";
import { TEMPLATE, TEST_SECRET } from "./settings.ts";

export type TestDatabase = {
  database: Database;
  /** Of the superuser; for looking past row-level security, never for the code under test. */
  ownerUrl: string;
  appUrl: string;
  systemUrl: string;
  /** Runs SQL as the superuser. */
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
};

/** A fresh, migrated database of its own for one test file; dropped after it. */
export async function testDatabase(): Promise<TestDatabase> {
  const templateUrl = inject("postgresUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(templateUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const ownerUrl = named(templateUrl, name);
  const { appUrl, systemUrl } = await provisionRoles(ownerUrl, TEST_SECRET);
  const database = createDatabase({ appUrl, systemUrl, connectionsMax: 5 });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  owner.on("error", () => {});
  afterAll(async () => {
    await database.close();
    await owner.end();
    await onServer(templateUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  return {
    database,
    ownerUrl,
    appUrl,
    systemUrl,
    sql: async (text, values) => (await owner.query(text, values)).rows,
  };
}

function named(url: string, database: string): string {
  const result = new URL(url);
  result.pathname = `/${database}`;
  return result.toString();
}

async function onServer(templateUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: named(templateUrl, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
