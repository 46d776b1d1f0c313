import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { newId, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { type ApiKey, KEY_PREFIX, recordOf } from "./api-key.ts";
import { alreadyReplaced, hasEnded, noSuchKey } from "./faults.ts";
import { makeSecret } from "./make-secret.ts";
import { requireRoom } from "./require-room.ts";
import { keyState } from "./rules/key-state.ts";
import { hashKey } from "./rules/parse-key.ts";
import { succeedKey } from "./rules/succeed-key.ts";
import { insertKey, lockKey, markReplaced } from "./store.ts";

/** 30 days. */
export const ROTATION_GRACE_MS_MAX = 30 * 24 * 3_600_000;

const inputSchema = z.object({ id: z.uuid(), graceMs: z.int().min(0).max(ROTATION_GRACE_MS_MAX) });

export type Rotation = { key: ApiKey; secret: string; replaced: ApiKey };

/**
 * A new key in place of one that works: of the same name and scopes, living as long as the old one was made to, and of
 * whoever rotates. For `graceMs` both work, then the old one expires. `secret` is shown once.
 * Fault `not_found` `keys.no_such_key`; Fault `conflict` `keys.already_replaced`;
 * Faults `precondition` `keys.key_ended`, and `keys.too_many` when there is no room for both.
 */
export async function rotateKey(ctx: Context, input: z.input<typeof inputSchema>): Promise<Rotation> {
  const { id, graceMs } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId, personId } = ctx.actor;
  const now = ctx.clock.now();
  const secret = makeSecret();

  return ctx.database.inTeam(teamId, async (tx) => {
    const before = await lockKey(tx, teamId, id);
    if (!before) throw noSuchKey();
    if (before.replacedBy !== null) throw alreadyReplaced();
    if (keyState(before, now) !== "working") throw hasEnded();
    const { oldExpiresAt, newExpiresAt } = succeedKey(before, { now, graceMs });
    const newKeyId = newId();
    const replaced = await markReplaced(tx, teamId, { id, replacedBy: newKeyId, expiresAt: oldExpiresAt });
    await requireRoom(tx, teamId, now);
    const { name, isService, deploymentIds, apis, allowedIps } = before;
    const key = await insertKey(tx, teamId, {
      ...{ id: newKeyId, name, isService, deploymentIds, apis, allowedIps },
      prefix: KEY_PREFIX,
      lastFour: secret.slice(-4),
      hash: hashKey(secret),
      createdBy: personId,
      createdAt: now,
      expiresAt: newExpiresAt,
    });
    await recordAudit(tx, ctx, {
      verb: "key.create",
      subjectType: "key",
      subjectId: key.id,
      after: recordOf(key),
    });
    await recordAudit(tx, ctx, {
      verb: "key.rotate",
      subjectType: "key",
      subjectId: id,
      before: { ...recordOf(before), replacedBy: null },
      after: { ...recordOf(replaced), replacedBy: newKeyId },
    });
    return { key, secret, replaced };
  });
}
