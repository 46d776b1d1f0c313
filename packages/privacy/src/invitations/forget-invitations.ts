import type { SystemContext } from "@millrace/db";
import { removeEndedInvitations } from "./store.ts";

const KEPT_DAYS = 90;
const DAY_MS = 24 * 3_600_000;
const BATCH = 1_000;

/**
 * Removes invitations that expired or were revoked 90 days ago, a bounded number at once: addresses of people who never
 * came in. Those that were accepted stay, as they tell how a member came in. Returns how many of which team.
 */
export async function forgetInvitations({
  database,
  clock,
}: SystemContext): Promise<{ teamId: string; removed: number }[]> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
  return database.inSystem((tx) => removeEndedInvitations(tx, { before, limit: BATCH }));
}
