import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { API_KEYS_MAX, type ApiKey, KEY_PREFIX, keyNameSchema } from "./api-key.ts";
import { makeSecret } from "./make-secret.ts";
import { hashKey } from "./rules/parse-key.ts";
import { countWorking, insertKey, lockCreation } from "./store.ts";

const inputSchema = z.object({ name: keyNameSchema });

/**
 * A new key of the team. `secret` is shown once: only its hash is stored.
 * Fault `invalid` `keys.key_invalid`; Fault `precondition` `keys.too_many`.
 */
export async function createKey(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<{ key: ApiKey; secret: string }> {
  const { name } = parseInput(inputSchema, input, "keys.key_invalid");
  requirePermission(ctx.actor, "keys.write");
  const { teamId, personId } = ctx.actor;
  const secret = makeSecret();
  const id = newId();
  const lastFour = secret.slice(-4);

  return ctx.database.inTeam(teamId, async (tx) => {
    await lockCreation(tx, teamId);
    if ((await countWorking(tx, teamId)) >= API_KEYS_MAX) throw tooMany();
    const key = await insertKey(tx, teamId, {
      id,
      name,
      prefix: KEY_PREFIX,
      lastFour,
      hash: hashKey(secret),
      createdBy: personId,
      createdAt: ctx.clock.now(),
    });
    await recordAudit(tx, ctx, {
      verb: "key.create",
      subjectType: "key",
      subjectId: id,
      after: { name, lastFour },
    });
    return { key, secret };
  });
}

function tooMany(): Fault {
  return new Fault({
    kind: "precondition",
    code: "keys.too_many",
    message: `A team has at most ${API_KEYS_MAX} keys that work. Revoke one that is no longer used.`,
  });
}
