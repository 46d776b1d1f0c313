import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { type LiveDeployment, WANTED } from "./deployment.ts";
import { changedMeanwhile, noSuchDeployment } from "./faults.ts";
import type { ResourceCheck } from "./resource-check.ts";
import { findDeployments, updateDeploymentAt } from "./store.ts";

const inputSchema = z.object({ id: z.uuid(), wanted: z.enum(WANTED) });

/**
 * Starts or stops a deployment; requests in flight are finished. What is so already changes nothing.
 * Fault `not_found` `deployments.no_such_deployment`; Fault `conflict` `deployments.changed_meanwhile`; and those
 * of `checks`.
 */
export async function setWanted(
  ctx: Context,
  input: z.input<typeof inputSchema>,
  checks: readonly ResourceCheck[] = [],
): Promise<LiveDeployment> {
  const { id, wanted } = parseInput(inputSchema, input, "deployments.deployment_invalid");
  requirePermission(ctx.actor, "deployments.write");
  const { teamId } = ctx.actor;

  return ctx.database.inTeam(teamId, async (tx) => {
    const [before] = await findDeployments(tx, teamId, { id });
    if (!before) throw noSuchDeployment();
    if (before.wanted === wanted) return before;
    const change = { id, wanted, generation: before.generation, updatedAt: ctx.clock.now() };
    if (!(await updateDeploymentAt(tx, teamId, change))) throw changedMeanwhile();
    if (wanted === "running")
      for (const check of checks) await check(tx, ctx, { teamId, before: null, after: before.resources });
    await recordAudit(tx, ctx, {
      verb: wanted === "running" ? "deployment.start" : "deployment.stop",
      subjectType: "deployment",
      subjectId: id,
      before: { name: before.name, wanted: before.wanted },
      after: { name: before.name, wanted },
    });
    const [after] = await findDeployments(tx, teamId, { id });
    if (!after) throw noSuchDeployment();
    return after;
  });
}
