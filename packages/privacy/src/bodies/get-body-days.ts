import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import { countBodies, findBodyDays } from "./store.ts";

/** For how long bodies of requests are kept, 0 for not at all, and how many there are. */
export async function getBodyDays({ actor, database }: Context): Promise<{ days: number; kept: number }> {
  requirePermission(actor, "team.read");
  return database.inTeam(actor.teamId, async (tx) => ({
    days: await findBodyDays(tx, actor.teamId),
    kept: await countBodies(tx, actor.teamId),
  }));
}
