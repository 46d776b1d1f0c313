import type { SystemContext } from "@millrace/db";
import type { AccountName } from "../account.ts";
import type { Holder } from "./ask.ts";
import { deleteExpired, deleteLeasesOfGone, findRecalled, markGone } from "./store.ts";

/** A lease outlives its node for so long: until then the node may come back and say what it used of it. */
const OWNER_SILENT_MAX_S = 600;
const MINUTES_KEPT_S = 3_600;

/** Of what this holder has, what others are short of. */
export async function listRecalled(
  { database }: SystemContext,
  { holderId }: Holder,
): Promise<AccountName[]> {
  return database.inSystem((tx) => findRecalled(tx, holderId));
}

/** A service that starts says that the one before it on this node is gone, so that nobody waits for its answer. */
export async function announceHolder({ database }: SystemContext, holder: Holder): Promise<void> {
  await database.inSystem((tx) => markGone(tx, holder));
}

/**
 * Frees what earlier starts of this node held. Only once all records of theirs are stored: what is left of their leases
 * then belonged to requests that were never answered. Returns how many leases there were.
 */
export async function releaseEarlierHolders({ database }: SystemContext, holder: Holder): Promise<number> {
  return database.inSystem((tx) => deleteLeasesOfGone(tx, holder));
}

/** Frees the leases of nodes that have been silent for ten minutes, and forgets minutes that are long over. */
export async function expireLeases({ database }: SystemContext): Promise<number> {
  return database.inSystem((tx) =>
    deleteExpired(tx, { silentS: OWNER_SILENT_MAX_S, minutesKeptS: MINUTES_KEPT_S }),
  );
}
