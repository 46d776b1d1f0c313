import { createDatabase, type Database } from "@millrace/db";
import { startDatabase } from "@millrace/testing/start-database";
import pg from "pg";
import { type Generation, generateUsage } from "./generate-usage.ts";

export type UsageDatabase = {
  database: Database;
  records: number;
  hours: number;
  generatedInSeconds: number;
  stop(): Promise<void>;
};

/** A PostgreSQL of its own with generated usage in it, read as the product reads; says how long that took. */
export async function startUsageDatabase(generation: Generation): Promise<UsageDatabase> {
  // Only the filling waits for no disk; what is read lies there as it would.
  const { ownerUrl, appUrl, systemUrl, stop } = await startDatabase({ fsync: "off", max_wal_size: "4GB" });
  try {
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    const startMs = performance.now();
    const made = await generateUsage(owner, generation).finally(() => owner.end());
    const generatedInSeconds = (performance.now() - startMs) / 1_000;
    process.stdout.write(
      `${made.records} usage records and ${made.hours} hours of them generated in ${Math.round(generatedInSeconds)} s\n\n`,
    );
    const database = createDatabase({ appUrl, systemUrl });
    return {
      ...made,
      database,
      generatedInSeconds,
      stop: async () => {
        await database.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
