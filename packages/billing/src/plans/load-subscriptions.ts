import type { SystemContext } from "@millrace/db";
import { findSubscriptions } from "./store.ts";
import type { Subscription } from "./subscription.ts";

/** The plans that have not ended, of these teams, by team; what `accessOf` asks for. */
export async function loadSubscriptions(
  { database }: Pick<SystemContext, "database">,
  teamIds: readonly string[],
): Promise<Map<string, Subscription>> {
  if (teamIds.length === 0) return new Map();
  const found = await database.inSystem((tx) => findSubscriptions(tx, teamIds));
  return new Map(found.map((subscription) => [subscription.teamId, subscription]));
}
