import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestDatabase } from "./test-database.ts";

/** Every table, of whoever's, in which a text stands, in a text column or in bytes. */
export async function tablesWith(test: TestDatabase, canary: string): Promise<string[]> {
  const tables = await test.sql(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await test.sql(
      `SELECT count(*)::int AS count FROM "${name}" t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
      [canary, Buffer.from(canary).toString("hex")],
    );
    if (Number(row?.count) > 0) found.push(String(name));
  }
  return found;
}

/** Every file below a folder in which a text stands. */
export async function filesWith(folder: string, canary: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // A file that is gone by now holds nothing.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(canary)) found.push(path);
  }
  return found;
}
