import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { endKey } from "./revoke-key.ts";
import { findOwnKeyIds } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid() });

/**
 * Ends every working key that is somebody's own in this team, such as one who has left it; returns how many. Service keys
 * stay, whoever made them. Nobody's keys and those of a person who never made one are the same: none.
 */
export async function revokeKeysOf(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<{ revoked: number }> {
  const { personId } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId } = ctx.actor;

  return ctx.database.inTeam(teamId, async (tx) => {
    let revoked = 0;
    for (const id of await findOwnKeyIds(tx, teamId, personId)) {
      if (await endKey(tx, ctx, id)) revoked += 1;
    }
    return { revoked };
  });
}
