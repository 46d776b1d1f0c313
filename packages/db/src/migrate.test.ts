import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeEach, expect, inject, test } from "vitest";
import { type Migration, migrate } from "./migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

const server = new URL(inject("postgresUrl"));
const admin = new pg.Client({ connectionString: server.toString() });
await admin.connect();
afterAll(() => admin.end());

let url = "";
beforeEach(async () => {
  const name = `migrate_${randomUUID().replaceAll("-", "")}`;
  await admin.query(`CREATE DATABASE ${name}`);
  server.pathname = `/${name}`;
  url = server.toString();
  return () => admin.query(`DROP DATABASE ${name} WITH (FORCE)`).then(() => {});
});

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

const first = migration("1_first", "CREATE TABLE one (id INT)");
const second = migration("2_second", "CREATE TABLE two (id INT); INSERT INTO two VALUES (1)");

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

test("what is missing is applied, oldest first, and nothing twice", async () => {
  expect(await migrate(url, [first])).toEqual(["1_first"]);
  expect(await migrate(url, [first, second])).toEqual(["2_second"]);
  expect(await migrate(url, [first, second])).toEqual([]);
  expect(await query("SELECT * FROM two")).toEqual([{ id: 1 }]);
});

test("the bookkeeping is Prisma's own", async () => {
  await migrate(url, [first]);
  const rows = await query(
    `SELECT migration_name, checksum, applied_steps_count, finished_at IS NOT NULL AS finished FROM "_prisma_migrations"`,
  );
  expect(rows).toEqual([
    { migration_name: "1_first", checksum: first.checksum, applied_steps_count: 1, finished: true },
  ]);
});

test("several processes that start at once apply each migration once", async () => {
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(url, [first, second])));
  expect(applied.flat().sort()).toEqual(["1_first", "2_second"]);
  expect(await query("SELECT * FROM two")).toHaveLength(1);
});

test("a migration that fails leaves nothing of itself", async () => {
  const broken = migration("2_broken", "CREATE TABLE half (id INT); SELECT nonsense");
  await expect(migrate(url, [first, broken])).rejects.toMatchObject({ code: "db.migration_failed" });
  expect(await query("SELECT to_regclass('one') IS NOT NULL AS one, to_regclass('half') AS half")).toEqual([
    { one: true, half: null },
  ]);
});

test("a database of a newer version is left alone", async () => {
  await migrate(url, [first, second]);
  await expect(migrate(url, [first])).rejects.toMatchObject({ code: "db.newer" });
});

test("an applied migration that was edited since is refused", async () => {
  await migrate(url, [first]);
  const edited = migration("1_first", "CREATE TABLE other (id INT)");
  await expect(migrate(url, [edited])).rejects.toMatchObject({ code: "db.migration_changed" });
});
