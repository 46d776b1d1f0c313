import type { SystemContext } from "@millrace/db";
import { removeExpiredBodies } from "./store.ts";

const BATCH = 1_000;

/** Removes bodies that are to be kept no longer, a bounded number at once. Returns how many of which team. */
export async function forgetBodies({
  database,
  clock,
}: SystemContext): Promise<{ teamId: string; removed: number }[]> {
  return database.inSystem((tx) => removeExpiredBodies(tx, { now: clock.now(), limit: BATCH }));
}
