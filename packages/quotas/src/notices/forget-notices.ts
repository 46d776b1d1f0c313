import type { SystemContext } from "@millrace/db";
import { deleteOldNotices } from "./store.ts";

/** Forgets notices of limits that are gone, and of periods that are long over. Returns how many. */
export async function forgetNotices({ database, clock }: SystemContext): Promise<number> {
  return database.inSystem((tx) => deleteOldNotices(tx, clock.now()));
}
