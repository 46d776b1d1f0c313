import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "@millrace/kernel";
import pg from "pg";

/** Any two processes that migrate the same database take turns on this lock. */
const LOCK_KEY = 7_246_851_993n;

/** Prisma's own bookkeeping, so that its CLI, where it can run, agrees with what we did. */
const BOOKKEEPING = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

export type Migration = { name: string; sql: string; checksum: string };

/** The migrations of a folder in Prisma's layout, oldest first. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/**
 * Brings a database to the newest migration; returns the names it applied. Each migration is one transaction.
 * Faults: `db.newer` when the database knows migrations that this version does not, `db.migration_changed` when
 * an applied one has been edited since.
 */
export async function migrate(ownerUrl: string, migrations: Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    await client.query(BOOKKEEPING);
    const pending = await pendingOf(client, migrations);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function pendingOf(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    `SELECT migration_name, checksum FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.migration_name);
    if (!migration) throw newer(row.migration_name);
    if (migration.checksum !== row.checksum) throw changed(row.migration_name);
  }
  const applied = new Set(rows.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Fault({
      kind: "internal",
      code: "db.migration_failed",
      message: `The migration ${name} failed and was undone: ${error instanceof Error ? error.message : error}`,
      cause: error,
    });
  }
}

function newer(name: string): Fault {
  return new Fault({
    kind: "precondition",
    code: "db.newer",
    message: `The database was last used by a newer version of Millrace (it has the migration ${name}). Start that version, or restore a backup from before.`,
  });
}

function changed(name: string): Fault {
  return new Fault({
    kind: "precondition",
    code: "db.migration_changed",
    message: `The migration ${name} differs from the one that this database was built with. Restore the file, or start from an empty database.`,
  });
}
