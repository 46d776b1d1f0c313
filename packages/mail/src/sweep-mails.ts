import type { SystemContext } from "@millrace/db";
import { expire, removeOld } from "./outbox/store.ts";

/** How long a mail stays listed, empty. */
const KEPT_MS = 30 * 86_400_000;

/** Empties what nobody has any use for and removes what is old; says how many. */
export async function sweepMails({
  database,
  clock,
}: SystemContext): Promise<{ expired: number; removed: number }> {
  const now = clock.now();
  return database.inSystem(async (tx) => ({
    expired: await expire(tx, now),
    removed: await removeOld(tx, new Date(now.getTime() - KEPT_MS)),
  }));
}
