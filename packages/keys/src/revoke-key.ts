import { recordAudit } from "@millrace/audit";
import type { Context, TeamTx } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import type { ApiKey } from "./api-key.ts";
import { noSuchKey } from "./faults.ts";
import { findKey, markRevoked } from "./store.ts";

const inputSchema = z.object({ id: z.uuid() });

/**
 * Ends a key for ever; running services refuse it within 2 s. Revoking it again changes nothing and answers the same.
 * Fault `not_found` `keys.no_such_key`.
 */
export async function revokeKey(ctx: Context, input: z.input<typeof inputSchema>): Promise<ApiKey> {
  const { id } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId } = ctx.actor;

  return ctx.database.inTeam(teamId, async (tx) => {
    await endKey(tx, ctx, id);
    const key = await findKey(tx, teamId, id);
    if (!key) throw noSuchKey();
    return key;
  });
}

/** Revokes and records; false when the key is not there or was revoked before. */
export async function endKey(tx: TeamTx, ctx: Context, id: string): Promise<boolean> {
  const { teamId, personId } = ctx.actor;
  const revokedAt = ctx.clock.now();
  const ended = await markRevoked(tx, teamId, { id, revokedAt, revokedBy: personId });
  if (ended === null) return false;
  const { name, lastFour } = ended;
  await recordAudit(tx, ctx, {
    verb: "key.revoke",
    subjectType: "key",
    subjectId: id,
    before: { name, lastFour, revokedAt: null },
    after: { name, lastFour, revokedAt: revokedAt.toISOString() },
  });
  return true;
}
