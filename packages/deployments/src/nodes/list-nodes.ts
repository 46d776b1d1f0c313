import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import type { ServingNode } from "../node.ts";
import { findNodes } from "./store.ts";

/** The machines of the installation, by name; they are the same for every team. */
export async function listNodes(ctx: Context): Promise<ServingNode[]> {
  requirePermission(ctx.actor, "deployments.read");
  return ctx.database.inTeam(ctx.actor.teamId, (tx) => findNodes(tx));
}
