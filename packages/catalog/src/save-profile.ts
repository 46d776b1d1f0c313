import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { profileCellSchema } from "./model.ts";
import { findUnprofiled, type UnprofiledVersion, upsertProfile } from "./store.ts";

const CELLS_MAX = 100;
const VERSIONS_MAX = 500;

const inputSchema = z.object({
  modelVersionId: z.uuid(),
  nodeId: z.uuid(),
  loadMs: z.number().nonnegative(),
  memoryBytes: z.int().nonnegative(),
  grid: z.array(profileCellSchema).max(CELLS_MAX),
});

/** What a node measured; a later measurement takes the place of an earlier one. Fault `invalid` `catalog.profile_invalid`. */
export async function saveProfile(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const profile = parseInput(inputSchema, input, "catalog.profile_invalid");
  await database.inSystem((tx) => upsertProfile(tx, { ...profile, measuredAt: clock.now() }));
}

/** The newest version of each model that this node has yet to measure. */
export async function versionsWithoutProfile(
  { database }: Pick<SystemContext, "database">,
  nodeId: string,
): Promise<UnprofiledVersion[]> {
  return database.inSystem((tx) => findUnprofiled(tx, nodeId, VERSIONS_MAX));
}
