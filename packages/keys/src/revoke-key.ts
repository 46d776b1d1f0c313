import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { ApiKey } from "./api-key.ts";
import { findKey, markRevoked } from "./store.ts";

const inputSchema = z.object({ id: z.uuid() });

/**
 * Ends a key for ever; running services refuse it within 2 s. Revoking it again changes nothing and answers the same.
 * Fault `not_found` `keys.no_such_key`.
 */
export async function revokeKey(ctx: Context, input: z.input<typeof inputSchema>): Promise<ApiKey> {
  const { id } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId, personId } = ctx.actor;
  const revokedAt = ctx.clock.now();

  return ctx.database.inTeam(teamId, async (tx) => {
    const isNew = await markRevoked(tx, teamId, { id, revokedAt, revokedBy: personId });
    const key = await findKey(tx, teamId, id);
    if (!key) throw noSuchKey();
    if (isNew) {
      await recordAudit(tx, ctx, {
        verb: "key.revoke",
        subjectType: "key",
        subjectId: id,
        before: { name: key.name, lastFour: key.lastFour, revokedAt: null },
        after: { name: key.name, lastFour: key.lastFour, revokedAt: revokedAt.toISOString() },
      });
    }
    return key;
  });
}

function noSuchKey(): Fault {
  return new Fault({ kind: "not_found", code: "keys.no_such_key", message: "There is no such key." });
}
