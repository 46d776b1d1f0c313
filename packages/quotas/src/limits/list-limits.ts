import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { type FilledLimit, fillLimits } from "./fill-limits.ts";
import { findLimits } from "./store.ts";

const inputSchema = z.object({
  /** Only those that hold for this key: its own, its maker's, the team's, and those of the deployments that it may call. */
  keyId: z.uuid().optional(),
});

/** All limits of a team, or those that a key is held to: what it could still do. Fault `invalid` `quotas.filter_invalid`. */
export async function listLimits(
  ctx: Context,
  input: z.input<typeof inputSchema> = {},
): Promise<FilledLimit[]> {
  const { keyId } = parseInput(inputSchema, input, "quotas.filter_invalid");
  const { actor, clock, database } = ctx;
  requirePermission(actor, "limits.read");
  const { teamId } = actor;
  const now = clock.now();
  return database.inTeam(teamId, async (tx) => {
    const limits = await findLimits(tx, teamId, keyId ?? null);
    return fillLimits(tx, teamId, { limits, now });
  });
}
