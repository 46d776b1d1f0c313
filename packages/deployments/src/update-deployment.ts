import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { assertVariantOffered } from "./assert-variant-offered.ts";
import type { LiveDeployment } from "./deployment.ts";
import { changedMeanwhile, noSuchDeployment } from "./faults.ts";
import { assertProviderOffered } from "./nodes/assert-provider-offered.ts";
import type { ResourceCheck } from "./resource-check.ts";
import { resourcesSchema, sameResources } from "./resources.ts";
import { sameSettings, settingsSchema } from "./settings.ts";
import { findDeployments, updateDeploymentAt } from "./store.ts";

const inputSchema = z.object({
  id: z.uuid(),
  resources: resourcesSchema,
  /** Left as they are when absent. */
  settings: settingsSchema.optional(),
  expectedGeneration: z.int().positive(),
});

/**
 * Gives a deployment other resources and settings, unless somebody changed it after `expectedGeneration` was read. New
 * replicas are up before old ones go. The same again changes nothing.
 * Fault `not_found` `deployments.no_such_deployment`; Fault `conflict` `deployments.changed_meanwhile`;
 * Faults `precondition` `deployments.provider_unavailable`, `deployments.variant_refused`; and those of `checks`.
 */
export async function updateDeployment(
  ctx: Context,
  input: z.input<typeof inputSchema>,
  checks: readonly ResourceCheck[] = [],
): Promise<LiveDeployment> {
  const parsed = parseInput(inputSchema, input, "deployments.deployment_invalid");
  const { id, resources, expectedGeneration } = parsed;
  requirePermission(ctx.actor, "deployments.write");
  const { teamId } = ctx.actor;

  return ctx.database.inTeam(teamId, async (tx) => {
    const [before] = await findDeployments(tx, teamId, { id });
    if (!before) throw noSuchDeployment();
    if (before.generation !== expectedGeneration) throw changedMeanwhile();
    const settings = parsed.settings ?? before.settings;
    if (sameResources(before.resources, resources) && sameSettings(before.settings, settings)) return before;
    if (settings.executionProvider !== before.settings.executionProvider) {
      await assertProviderOffered(tx, settings);
    }
    if (settings.variant !== before.settings.variant) {
      await assertVariantOffered(tx, before.model.versionId, settings);
    }
    const change = { id, resources, settings, generation: expectedGeneration, updatedAt: ctx.clock.now() };
    if (!(await updateDeploymentAt(tx, teamId, change))) throw changedMeanwhile();
    if (before.wanted === "running")
      for (const check of checks)
        await check(tx, ctx, { teamId, before: before.resources, after: resources });
    await recordAudit(tx, ctx, {
      verb: "deployment.update",
      subjectType: "deployment",
      subjectId: id,
      before: { name: before.name, ...before.resources, ...before.settings },
      after: { name: before.name, ...resources, ...settings },
    });
    const [after] = await findDeployments(tx, teamId, { id });
    if (!after) throw noSuchDeployment();
    return after;
  });
}
