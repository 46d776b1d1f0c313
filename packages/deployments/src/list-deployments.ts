import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import type { LiveDeployment } from "./deployment.ts";
import { findDeployments } from "./store.ts";

/** The team's deployments by name, with what their nodes report. */
export async function listDeployments(ctx: Context): Promise<LiveDeployment[]> {
  requirePermission(ctx.actor, "deployments.read");
  const { teamId } = ctx.actor;
  return ctx.database.inTeam(teamId, (tx) => findDeployments(tx, teamId));
}
