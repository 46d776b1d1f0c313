/**
 * Writes the next migration: the SQL from the schema of the newest migration to the schema as it stands now.
 *
 *   pnpm db:migration add_invoices
 *
 * Needs no database and no downloaded engine. Row-level security, grants and checks are then added by hand, in the same file.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DiffTarget } from "@prisma/schema-engine-wasm";
import { SchemaEngine } from "@prisma/schema-engine-wasm";

const ROOT = import.meta.dirname;
const MIGRATIONS = join(ROOT, "migrations");
/** The schema that a migration leads to; not named `.prisma`, so that Prisma does not read it as part of the schema. */
const SNAPSHOT = "schema.snapshot";
const NAME = /^[a-z][a-z0-9_]{2,60}$/;

async function currentSchema(): Promise<string> {
  const models = (await readdir(join(ROOT, "models"))).filter((file) => file.endsWith(".prisma")).sort();
  const files = [join(ROOT, "schema.prisma"), ...models.map((file) => join(ROOT, "models", file))];
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
}

async function previousSchema(): Promise<string | null> {
  const folders = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const newest = folders
    .map((entry) => entry.name)
    .sort()
    .at(-1);
  return newest === undefined ? null : readFile(join(MIGRATIONS, newest, SNAPSHOT), "utf8");
}

function datamodel(content: string): DiffTarget {
  return { tag: "schemaDatamodel", files: [{ path: "schema.prisma", content }] };
}

/** What the engine expects of a driver: values wrapped as results. */
const answer =
  <T>(value: T) =>
  async () => ({ ok: true as const, value });

/** The engine opens a connection before it knows whether it needs one; to compare two schemas it asks only for the version. */
const noDatabase = {
  provider: "postgres",
  adapterName: "none",
  getConnectionInfo: () => ({
    ok: true as const,
    value: { schemaName: "public", supportsRelationJoins: true },
  }),
  queryRaw: answer({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: answer(0),
  executeScript: answer(undefined),
  dispose: answer(undefined),
};
const noDriver = {
  provider: "postgres",
  adapterName: "none",
  connect: answer(noDatabase),
  connectToShadowDb: answer(noDatabase),
};

async function difference(from: string | null, to: string): Promise<string> {
  const engine = await SchemaEngine.new({ datamodels: [["schema.prisma", to]] }, () => {}, noDriver);
  const result = await engine.diff({
    from: from === null ? { tag: "empty" } : datamodel(from),
    to: datamodel(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return result.stdout ?? "";
}

function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, "").slice(0, 14);
}

const name = process.argv[2] ?? "";
if (!NAME.test(name)) {
  process.stderr.write("usage: pnpm db:migration <name_in_snake_case>\n");
  process.exit(1);
}
const schema = await currentSchema();
const sql = await difference(await previousSchema(), schema);
const folder = join(MIGRATIONS, `${timestamp(new Date())}_${name}`);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "migration.sql"), sql);
await writeFile(join(folder, SNAPSHOT), schema);
process.stdout.write(`${folder}/migration.sql\n`);
