import { recordAudit } from "@millrace/audit";
import { getModel } from "@millrace/catalog";
import type { Context } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { assertVariantOffered } from "./assert-variant-offered.ts";
import { DEPLOYMENTS_MAX, deploymentNameSchema, type LiveDeployment } from "./deployment.ts";
import { noSuchDeployment } from "./faults.ts";
import { assertProviderOffered } from "./nodes/assert-provider-offered.ts";
import type { ResourceCheck } from "./resource-check.ts";
import { resourcesSchema } from "./resources.ts";
import { DEFAULT_SETTINGS, settingsSchema } from "./settings.ts";
import { countDeployments, findDeployments, insertDeployment, lockCreation } from "./store.ts";

const inputSchema = z.object({
  name: deploymentNameSchema,
  modelName: z.string(),
  resources: resourcesSchema,
  settings: settingsSchema.default(DEFAULT_SETTINGS),
});

/**
 * Serves the newest version of a model under a name of the team's own; the controller places it within seconds.
 * Fault `invalid` `deployments.deployment_invalid`; Fault `not_found` `catalog.no_such_model`;
 * Fault `conflict` `deployments.name_taken`; Faults `precondition` `deployments.too_many`,
 * `deployments.provider_unavailable`, `deployments.variant_refused`; and those of `checks`.
 */
export async function createDeployment(
  ctx: Context,
  input: z.input<typeof inputSchema>,
  checks: readonly ResourceCheck[] = [],
): Promise<LiveDeployment> {
  const parsed = parseInput(inputSchema, input, "deployments.deployment_invalid");
  const { name, modelName, resources, settings } = parsed;
  requirePermission(ctx.actor, "deployments.write");
  const { teamId, personId } = ctx.actor;
  // Versions are immutable, so reading one outside the transaction cannot go stale.
  const { task, version } = await getModel(ctx, modelName);
  const id = newId();

  return ctx.database.inTeam(teamId, async (tx) => {
    await assertProviderOffered(tx, settings);
    await assertVariantOffered(tx, version.id, settings);
    await lockCreation(tx, teamId);
    if ((await countDeployments(tx, teamId)) >= DEPLOYMENTS_MAX) throw tooMany();
    const isNew = await insertDeployment(tx, teamId, {
      id,
      name,
      modelName,
      modelVersionId: version.id,
      task,
      wanted: "running",
      resources,
      settings,
      createdBy: personId,
      createdAt: ctx.clock.now(),
    });
    if (!isNew) throw nameTaken(name);
    for (const check of checks) await check(tx, ctx, { teamId, before: null, after: resources });
    await recordAudit(tx, ctx, {
      verb: "deployment.create",
      subjectType: "deployment",
      subjectId: id,
      after: { name, modelName, modelVersionId: version.id, wanted: "running", ...resources, ...settings },
    });
    const [deployment] = await findDeployments(tx, teamId, { id });
    if (!deployment) throw noSuchDeployment();
    return deployment;
  });
}

function nameTaken(name: string): Fault {
  return new Fault({
    kind: "conflict",
    code: "deployments.name_taken",
    message: `The team has a deployment named ${name} already.`,
    param: "name",
  });
}

function tooMany(): Fault {
  return new Fault({
    kind: "precondition",
    code: "deployments.too_many",
    message: `A team has at most ${DEPLOYMENTS_MAX} deployments. Delete one that is no longer needed.`,
  });
}
