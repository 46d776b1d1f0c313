import type { SystemContext } from "@millrace/db";
import { findNodes, forgetReports, removeSilentFor } from "./store.ts";

const SILENT_DAYS_MAX = 30;

/** Takes back what dead nodes last reported, and removes those that have been dead for a month; answers their names. */
export async function expireNodes({
  database,
}: SystemContext): Promise<{ silent: string[]; removed: string[] }> {
  return database.inSystem(async (tx) => {
    const removed = await removeSilentFor(tx, SILENT_DAYS_MAX);
    const silent = (await findNodes(tx)).filter(({ alive }) => !alive);
    await forgetReports(
      tx,
      silent.map(({ id }) => id),
    );
    return { silent: silent.map(({ name }) => name), removed };
  });
}
