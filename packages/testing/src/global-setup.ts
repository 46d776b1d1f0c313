import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, provisionRoles, readMigrations, startEmbeddedPostgres } from "@millrace/db";
import type { TestProject } from "vitest/node";
import { MIGRATIONS_FOLDER, TEMPLATE, TEST_SECRET } from "./settings.ts";

declare module "vitest" {
  // Vitest's own extension point: what the global set-up hands to the tests.
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One real PostgreSQL for a test run, without fsync, with one migrated database that the others are copied from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-test-"));
  const postgres = await startEmbeddedPostgres({
    folder: join(folder, "postgres"),
    password: TEST_SECRET,
    database: TEMPLATE,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  await provisionRoles(postgres.url, TEST_SECRET);
  await migrate(postgres.url, await readMigrations(MIGRATIONS_FOLDER));
  project.provide("postgresUrl", postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
