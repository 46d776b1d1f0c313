import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, expect, test, vi } from "vitest";
import { createDatabase } from "../database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./start-embedded-postgres.ts";

const folder = await mkdtemp(join(tmpdir(), "millrace-embedded-"));
const options = { folder: join(folder, "postgres"), password: "p w/'%" };
let server: EmbeddedPostgres | undefined;
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("data outlasts a stop, a kill, and a server whose parent is gone", async () => {
  server = await startEmbeddedPostgres(options);
  await query(server.url, "CREATE TABLE kept AS SELECT 1 AS id");
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);

  server = await startEmbeddedPostgres({ ...options, preferredPort: server.port });
  await query(server.url, "INSERT INTO kept VALUES (2)");
  process.kill(server.pid, "SIGKILL");
  await server.ended;

  const left = await startEmbeddedPostgres({ ...options, preferredPort: server.port });
  expect(await query(left.url, "SELECT id FROM kept ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
  // As after a kill of the parent: nobody stops `left`, and somebody starts again on the same folder.
  server = await startEmbeddedPostgres(options);
  expect(isAlive(left.pid)).toBe(false);
  expect(await query(server.url, "SELECT count(*)::int AS count FROM kept")).toEqual([{ count: 2 }]);
});

test("while the server is away a call ends within seconds with a fault that says so, and works when it is back", async () => {
  server ??= await startEmbeddedPostgres(options);
  const database = createDatabase({ appUrl: server.url, systemUrl: server.url });
  const ask = () => database.inSystem((tx) => tx.$queryRaw`SELECT 1 AS one`);
  await expect(ask()).resolves.toEqual([{ one: 1 }]);
  const { port } = server;
  process.kill(server.pid, "SIGKILL");
  await server.ended;
  // The backend of an open connection may answer once more before it notices.
  const tookMs = await vi.waitFor(async () => {
    const startedMs = performance.now();
    await expect(ask()).rejects.toMatchObject({ kind: "unavailable", code: "db.unavailable" });
    return performance.now() - startedMs;
  });
  expect(tookMs).toBeLessThan(5_000);
  server = await startEmbeddedPostgres({ ...options, preferredPort: port });
  await expect(ask()).resolves.toEqual([{ one: 1 }]);
  await database.close();
});

test("another password than the one that the data was made with is said at once, and leaves no server", async () => {
  server ??= await startEmbeddedPostgres(options);
  await server.stop();
  const startedMs = performance.now();
  await expect(startEmbeddedPostgres({ ...options, password: "wrong" })).rejects.toMatchObject({
    code: "db.other_password",
  });
  expect(performance.now() - startedMs).toBeLessThan(20_000);
  await expect(access(join(options.folder, "postmaster.pid"))).rejects.toThrow();
  server = await startEmbeddedPostgres(options);
  await expect(query(server.url, "SELECT 1 AS one")).resolves.toEqual([{ one: 1 }]);
});
