import { modelNameSchema } from "@millrace/catalog";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { PriceVersion } from "./price-version.ts";
import { findVersions } from "./store.ts";

/** What one answer holds at most. */
const LISTED_MAX = 1_000;

const inputSchema = z.object({ modelName: modelNameSchema.optional() });

/** The newest price versions first, of one model or of all, in every currency, those to come included. */
export async function listPrices(
  { database, actor }: Context,
  input: z.input<typeof inputSchema> = {},
): Promise<PriceVersion[]> {
  const where = parseInput(inputSchema, input, "prices.filter_invalid");
  requirePermission(actor, "models.read");
  return database.inTeam(actor.teamId, (tx) => findVersions(tx, where, LISTED_MAX));
}
