import type { Product } from "@millrace/testing";
import pg from "pg";

const CONNECT_TIMEOUT_MS = 1_000;

export type Usage = {
  /** Request ids that have a usage record. */
  recorded: ReadonlySet<string>;
  /** Requests in the hourly sums that the charts are drawn from. */
  summed: number;
};

/** What is in the database, past row-level security. Throws while the database is away. */
export async function readUsage({ databaseUrl }: Product): Promise<Usage> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A server that is killed ends the connection in the middle of a word; the query rejects as well.
  client.on("error", () => undefined);
  try {
    await client.connect();
    // One statement, so that both figures are of the same moment.
    const { rows } = await client.query<{ ids: string[]; summed: string }>(
      "SELECT ARRAY(SELECT id::text FROM usage_records) AS ids, (SELECT coalesce(sum(requests), 0) FROM usage_hours) AS summed",
    );
    const [{ ids, summed } = { ids: [], summed: "0" }] = rows;
    return { recorded: new Set(ids), summed: Number(summed) };
  } finally {
    await client.end().catch(() => undefined);
  }
}
