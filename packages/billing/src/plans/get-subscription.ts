import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import { findSubscription } from "./store.ts";
import type { Subscription } from "./subscription.ts";

/** A team's plan; null: it has none, or it has ended. */
export async function getSubscription({ database, actor }: Context): Promise<Subscription | null> {
  requirePermission(actor, "billing.read");
  return database.inTeam(actor.teamId, (tx) => findSubscription(tx, actor.teamId));
}
