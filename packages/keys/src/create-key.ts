import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { newId, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { type ApiKey, KEY_PREFIX, keyNameSchema, recordOf } from "./api-key.ts";
import { expiryOutOfRange } from "./faults.ts";
import { scopesShape } from "./key-scopes.ts";
import { makeSecret } from "./make-secret.ts";
import { requireDeployments } from "./require-deployments.ts";
import { requireRoom } from "./require-room.ts";
import { mayExpireAt } from "./rules/is-expired.ts";
import { hashKey } from "./rules/parse-key.ts";
import { insertKey } from "./store.ts";

const inputSchema = z.object({
  name: keyNameSchema,
  deploymentIds: scopesShape.deploymentIds.default([]),
  apis: scopesShape.apis.default([]),
  allowedIps: scopesShape.allowedIps.default([]),
  /** Null: the key never expires. */
  expiresAt: z.date().nullable().default(null),
  isService: z.boolean().default(false),
});

/**
 * A new key of the team. `secret` is shown once: only its hash is stored.
 * Faults `invalid` `keys.key_invalid`, `keys.expiry_out_of_range`; Fault `not_found` `keys.no_such_deployment`;
 * Fault `precondition` `keys.too_many`.
 */
export async function createKey(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<{ key: ApiKey; secret: string }> {
  const wanted = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId, personId } = ctx.actor;
  const now = ctx.clock.now();
  if (!mayExpireAt(wanted.expiresAt, now)) throw expiryOutOfRange();
  const secret = makeSecret();

  return ctx.database.inTeam(teamId, async (tx) => {
    await requireRoom(tx, teamId, now);
    await requireDeployments(tx, teamId, wanted.deploymentIds);
    const key = await insertKey(tx, teamId, {
      ...wanted,
      id: newId(),
      prefix: KEY_PREFIX,
      lastFour: secret.slice(-4),
      hash: hashKey(secret),
      createdBy: personId,
      createdAt: now,
    });
    await recordAudit(tx, ctx, {
      verb: "key.create",
      subjectType: "key",
      subjectId: key.id,
      after: recordOf(key),
    });
    return { key, secret };
  });
}
