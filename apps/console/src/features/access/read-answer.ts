import type { Context } from "@millrace/db";
import { type ApiKey, hasEnded } from "@millrace/keys";
import { type AccessAnswer, accessOf, CALL, explainAccess } from "@millrace/teams";
import type { Question } from "./access-question.ts";

/** The answer to a question about a member or a key of the team; null for what is neither. */
export async function readAnswer(
  ctx: Context,
  { who, act }: Question,
  keys: readonly Pick<ApiKey, "id" | "revokedAt" | "expiresAt">[],
): Promise<AccessAnswer | null> {
  if (who.kind === "key") {
    const key = keys.find(({ id }) => id === who.id);
    return key ? accessOf({ kind: "key", isRevoked: hasEnded(key, ctx.clock.now()) }, act) : null;
  }
  return act === CALL ? null : explainAccess(ctx, { personId: who.id, permission: act });
}
