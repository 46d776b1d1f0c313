import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { findWorkingOf, markRevoked } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid() });

/**
 * Ends every working key that somebody made in this team, such as one who has left it; returns how many. Nobody's keys and
 * those of a person who never made one are the same: none.
 */
export async function revokeKeysOf(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<{ revoked: number }> {
  const { personId } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId, personId: revokedBy } = ctx.actor;
  const revokedAt = ctx.clock.now();

  return ctx.database.inTeam(teamId, async (tx) => {
    const keys = await findWorkingOf(tx, teamId, personId);
    let revoked = 0;
    for (const { id, name, lastFour } of keys) {
      if (!(await markRevoked(tx, teamId, { id, revokedAt, revokedBy }))) continue;
      revoked += 1;
      await recordAudit(tx, ctx, {
        verb: "key.revoke",
        subjectType: "key",
        subjectId: id,
        before: { name, lastFour, revokedAt: null },
        after: { name, lastFour, revokedAt: revokedAt.toISOString() },
      });
    }
    return { revoked };
  });
}
