import type { SystemContext } from "@millrace/db";
import { findNodes, removeSilentFor } from "./store.ts";

const SILENT_DAYS_MAX = 30;

/** Removes nodes that have been silent for a month. Answers the names of those, and of the others that are silent now. */
export async function expireNodes({
  database,
}: SystemContext): Promise<{ silent: string[]; removed: string[] }> {
  return database.inSystem(async (tx) => {
    const removed = await removeSilentFor(tx, SILENT_DAYS_MAX);
    const silent = (await findNodes(tx)).filter(({ alive }) => !alive);
    return { silent: silent.map(({ name }) => name), removed };
  });
}
