import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import { findExports } from "./store.ts";
import type { TeamExport } from "./team-export.ts";

/** The exports of the team that are not over, newest first. */
export async function listExports({ actor, clock, database }: Context): Promise<TeamExport[]> {
  requirePermission(actor, "privacy.write");
  return database.inTeam(actor.teamId, (tx) => findExports(tx, actor.teamId, clock.now()));
}
