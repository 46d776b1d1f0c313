import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { noSuchDeployment } from "./faults.ts";
import { findDeployments, removeDeployment } from "./store.ts";

const inputSchema = z.object({ id: z.uuid(), name: z.string() });

/**
 * Deletes a deployment, if its name is typed rightly. Its usage stays.
 * Fault `not_found` `deployments.no_such_deployment`; Fault `precondition` `deployments.name_differs`.
 */
export async function deleteDeployment(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const { id, name } = parseInput(inputSchema, input, "deployments.deployment_invalid");
  requirePermission(ctx.actor, "deployments.write");
  const { teamId } = ctx.actor;

  await ctx.database.inTeam(teamId, async (tx) => {
    const [before] = await findDeployments(tx, teamId, { id });
    if (!before) throw noSuchDeployment();
    if (before.name !== name) throw nameDiffers();
    if (!(await removeDeployment(tx, teamId, id))) throw noSuchDeployment();
    await recordAudit(tx, ctx, {
      verb: "deployment.delete",
      subjectType: "deployment",
      subjectId: id,
      before: {
        name,
        modelName: before.model.name,
        wanted: before.wanted,
        ...before.resources,
        ...before.settings,
      },
    });
  });
}

function nameDiffers(): Fault {
  return new Fault({
    kind: "precondition",
    code: "deployments.name_differs",
    message: "The name is not the name of this deployment. Nothing was deleted.",
    param: "name",
  });
}
