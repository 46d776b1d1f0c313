/** `pnpm rehearse`: a billing year of 50 teams with mischief, and its books. Ends with 1 when anything was lost or counted twice. */
import { parseArgs } from "node:util";
import { createDatabase } from "@millrace/db";
import { startDatabase } from "@millrace/testing/start-database";
import pg from "pg";
import { rehearse } from "./rehearse.ts";
import { writeBooks } from "./write-books.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(1 + Math.floor(Math.random() * 1_000_000)) },
    teams: { type: "string", default: "50" },
    days: { type: "string", default: "365" },
    verbose: { type: "boolean", default: false },
  },
});
const asked = { seed: Number(values.seed), teams: Number(values.teams), days: Number(values.days) };

const { ownerUrl, appUrl, systemUrl, socketFolder, stop } = await startDatabase({
  fsync: "off",
  synchronous_commit: "off",
});
const near = (url: string) => `${url}?host=${encodeURIComponent(socketFolder)}`;
const database = createDatabase({ appUrl: near(appUrl), systemUrl: near(systemUrl) });
const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
// The server may be gone before its last connection knows.
owner.on("error", () => {});
try {
  const began = performance.now();
  process.stdout.write(`seed ${asked.seed}: ${asked.teams} teams, ${asked.days} days\n`);
  const sql = async (statement: string, parameters?: unknown[]) =>
    (await owner.query(statement, parameters)).rows;
  const say = (what: string, details: unknown) => {
    if (values.verbose) process.stderr.write(`${what}: ${String(details)}\n`);
  };
  const rehearsed = await rehearse({ database, sql, say }, asked);
  await writeBooks(rehearsed, { sql, seconds: (performance.now() - began) / 1_000 });
  process.exitCode = rehearsed.findings.length === 0 ? 0 : 1;
} finally {
  await database.close();
  await owner.end();
  await stop();
}
