import { createDatabase, type Database } from "@millrace/db";
import { startDatabase } from "@millrace/testing/start-database";
import pg from "pg";
import { FILL, type Fill } from "./fill.ts";

const OPEN_ROLE = "bench_without_row_level_security";

export type FilledDatabase = {
  teamId: string;
  /** As the product reads: row-level security holds. */
  confined: Database;
  /** The same rights through a role that row-level security does not hold for. */
  open: Database;
  stop(): Promise<void>;
};

/** A PostgreSQL of its own with many teams' usage in it, and two ways to read as one of them. */
export async function startFilledDatabase(fill: Fill): Promise<FilledDatabase> {
  const { ownerUrl, appUrl, systemUrl, password, stop } = await startDatabase();
  try {
    const teamId = await prepare(ownerUrl, { fill, password });
    const confined = createDatabase({ appUrl, systemUrl });
    const open = createDatabase({ appUrl: openUrl(ownerUrl, password), systemUrl });
    return {
      teamId,
      confined,
      open,
      stop: async () => {
        await Promise.all([confined.close(), open.close()]);
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Fills all teams, and returns the id of the one that is read. */
async function prepare(
  ownerUrl: string,
  { fill, password }: { fill: Fill; password: string },
): Promise<string> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await owner.query(
      `CREATE ROLE ${OPEN_ROLE} LOGIN BYPASSRLS IN ROLE millrace_app PASSWORD ${owner.escapeLiteral(password)}`,
    );
    await owner.query(
      `GRANT CONNECT ON DATABASE ${owner.escapeIdentifier(owner.database ?? "")} TO ${OPEN_ROLE}`,
    );
    for (const statement of FILL) {
      const asked = statement.includes("$3") ? [fill.teams, fill.recordsPerTeam, fill.days] : [fill.teams];
      await owner.query(statement, asked);
    }
    await owner.query("VACUUM ANALYZE");
    const { rows } = await owner.query<{ id: string }>("SELECT id FROM teams ORDER BY id LIMIT 1");
    return rows[0]?.id ?? "";
  } finally {
    await owner.end();
  }
}

function openUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = OPEN_ROLE;
  url.password = password;
  return url.toString();
}
