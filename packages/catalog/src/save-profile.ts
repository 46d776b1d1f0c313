import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { profileCellSchema, VARIANTS } from "./model.ts";
import { upsertProfile } from "./store.ts";

const CELLS_MAX = 100;
const REASON_LENGTH_MAX = 500;

const inputSchema = z.object({
  modelVersionId: z.uuid(),
  nodeId: z.uuid(),
  variant: z.enum(VARIANTS),
  loadMs: z.number().nonnegative(),
  memoryBytes: z.int().nonnegative(),
  grid: z.array(profileCellSchema).max(CELLS_MAX),
  sizeBytes: z.int().nonnegative(),
  agreement: z.number().nullable(),
  samples: z.int().nonnegative(),
  reason: z.string().max(REASON_LENGTH_MAX).nullable(),
});

/** What a node measured of one variant; a later measurement takes the place of an earlier one. Fault `invalid` `catalog.profile_invalid`. */
export async function saveProfile(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const profile = parseInput(inputSchema, input, "catalog.profile_invalid");
  await database.inSystem((tx) => upsertProfile(tx, { ...profile, measuredAt: clock.now() }));
}
