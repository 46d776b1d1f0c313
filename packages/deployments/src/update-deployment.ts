import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { LiveDeployment } from "./deployment.ts";
import { changedMeanwhile, noSuchDeployment } from "./faults.ts";
import { resourcesSchema, sameResources } from "./resources.ts";
import { findDeployments, updateDeploymentAt } from "./store.ts";

const inputSchema = z.object({
  id: z.uuid(),
  resources: resourcesSchema,
  expectedGeneration: z.int().positive(),
});

/**
 * Gives a deployment other resources, unless somebody changed it after `expectedGeneration` was read. New replicas are
 * up before old ones go. The same resources again change nothing.
 * Fault `not_found` `deployments.no_such_deployment`; Fault `conflict` `deployments.changed_meanwhile`.
 */
export async function updateDeployment(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<LiveDeployment> {
  const { id, resources, expectedGeneration } = parseInput(
    inputSchema,
    input,
    "deployments.deployment_invalid",
  );
  requirePermission(ctx.actor, "deployments.write");
  const { teamId } = ctx.actor;

  return ctx.database.inTeam(teamId, async (tx) => {
    const [before] = await findDeployments(tx, teamId, { id });
    if (!before) throw noSuchDeployment();
    if (before.generation !== expectedGeneration) throw changedMeanwhile();
    if (sameResources(before.resources, resources)) return before;
    const change = { id, resources, generation: expectedGeneration, updatedAt: ctx.clock.now() };
    if (!(await updateDeploymentAt(tx, teamId, change))) throw changedMeanwhile();
    await recordAudit(tx, ctx, {
      verb: "deployment.update",
      subjectType: "deployment",
      subjectId: id,
      before: { name: before.name, ...before.resources },
      after: { name: before.name, ...resources },
    });
    const [after] = await findDeployments(tx, teamId, { id });
    if (!after) throw noSuchDeployment();
    return after;
  });
}
