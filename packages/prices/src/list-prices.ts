import { modelNameSchema } from "@millrace/catalog";
import type { Context, SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { requireOperator, requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { PriceVersion } from "./price-version.ts";
import { findVersions } from "./store.ts";

/** What one answer holds at most. */
const LISTED_MAX = 1_000;

const inputSchema = z.object({ modelName: modelNameSchema.optional() });

/** Everybody's price versions and the team's own, newest first, of one model or of all, in every currency, those to come included. */
export async function listPrices(
  { database, actor }: Context,
  input: z.input<typeof inputSchema> = {},
): Promise<PriceVersion[]> {
  const { modelName } = parseInput(inputSchema, input, "prices.filter_invalid");
  requirePermission(actor, "models.read");
  return database.inTeam(actor.teamId, (tx) =>
    findVersions(tx, modelName === undefined ? {} : { modelNames: [modelName] }, LISTED_MAX),
  );
}

/** The price versions of all models and teams, newest first. For operators; Fault `not_found` for others. */
export async function listAllPrices({ database }: SystemContext, session: Session): Promise<PriceVersion[]> {
  requireOperator(session);
  return database.inSystem((tx) => findVersions(tx, {}, LISTED_MAX));
}
