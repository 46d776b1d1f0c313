import type { Database, SystemTx } from "@millrace/db";

/** Of a team with millions of requests, all of which are added up. */
const TIMEOUT_MS = 600_000;

/**
 * Reads that must agree with each other while others write: all of them see the database as of one moment. The planner is told
 * what it cannot know: that a team's rows lie side by side, so that reading them by an index beats reading everybody's.
 */
export async function inSnapshot<T>(database: Database, work: (tx: SystemTx) => Promise<T>): Promise<T> {
  const reading = async (tx: SystemTx) => {
    await tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`;
    await tx.$executeRaw`SELECT set_config('random_page_cost', '1.1', true), set_config('work_mem', '32MB', true),
      set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true)`;
    return work(tx);
  };
  return database.inSystem(reading, { timeoutMs: TIMEOUT_MS });
}
