import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import type { ApiKey } from "./api-key.ts";
import { findKeys } from "./store.ts";

/** The team's keys: those that work, newest first, then the revoked ones, latest first; at most 500. */
export async function listKeys(ctx: Context): Promise<ApiKey[]> {
  requirePermission(ctx.actor, "keys.read");
  const { teamId } = ctx.actor;
  return ctx.database.inTeam(teamId, (tx) => findKeys(tx, teamId));
}
