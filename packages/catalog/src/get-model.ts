import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { type Model, modelNameSchema } from "./model.ts";
import { findModels } from "./store.ts";

/** One model of the catalogue. Fault `not_found` `catalog.no_such_model`, also for what could be no name. */
export async function getModel({ database, actor }: Context, name: string): Promise<Model> {
  requirePermission(actor, "models.read");
  if (!modelNameSchema.safeParse(name).success) throw noSuchModel();
  const [model] = await database.inTeam(actor.teamId, (tx) => findModels(tx, { name }, 1));
  if (!model) throw noSuchModel();
  return model;
}

function noSuchModel(): Fault {
  return new Fault({
    kind: "not_found",
    code: "catalog.no_such_model",
    message: "There is no model of this name in the catalogue.",
  });
}
