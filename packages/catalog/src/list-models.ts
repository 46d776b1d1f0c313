import type { Context, SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { type Model, TASKS } from "./model.ts";
import { findModelNames, findModels } from "./store.ts";

const LISTED_MAX = 500;
const SEARCH_LENGTH_MAX = 100;

const inputSchema = z.object({
  task: z.enum(TASKS).optional(),
  /** A part of the name, title or summary, in any case. */
  search: z.string().trim().max(SEARCH_LENGTH_MAX).optional(),
});

/** The catalogue by name, each model with its newest version and the newest measurement of that. */
export async function listModels(
  { database, actor }: Context,
  input: z.input<typeof inputSchema> = {},
): Promise<Model[]> {
  const query = parseInput(inputSchema, input, "catalog.filter_invalid");
  requirePermission(actor, "models.read");
  return database.inTeam(actor.teamId, (tx) => findModels(tx, query, LISTED_MAX));
}

/** What the catalogue has, by name; for the system. */
export async function loadModelNames({ database }: Pick<SystemContext, "database">): Promise<string[]> {
  return database.inSystem((tx) => findModelNames(tx, LISTED_MAX));
}
