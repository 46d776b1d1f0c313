import type { Context } from "@millrace/db";
import { requirePermission } from "@millrace/teams";
import { deploymentNameSchema, type LiveDeployment } from "./deployment.ts";
import { noSuchDeployment } from "./faults.ts";
import { findDeployments } from "./store.ts";

/** The team's deployment of this name. Fault `not_found` `deployments.no_such_deployment`. */
export async function getDeployment(ctx: Context, { name }: { name: string }): Promise<LiveDeployment> {
  requirePermission(ctx.actor, "deployments.read");
  if (!deploymentNameSchema.safeParse(name).success) throw noSuchDeployment();
  const { teamId } = ctx.actor;
  const [deployment] = await ctx.database.inTeam(teamId, (tx) => findDeployments(tx, teamId, { name }));
  if (!deployment) throw noSuchDeployment();
  return deployment;
}
