import type { Context } from "@millrace/db";
import { isUuid } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { findBody } from "./store.ts";

/** Until when the body of a request is kept, without a look into it; null: it is not kept. */
export async function describeBody(
  { actor, clock, database }: Context,
  { requestId }: { requestId: string },
): Promise<{ expiresAt: Date } | null> {
  requirePermission(actor, "bodies.read");
  if (!isUuid(requestId)) return null;
  const find = { requestId, now: clock.now() };
  const body = await database.inTeam(actor.teamId, (tx) => findBody(tx, actor.teamId, find));
  return body && { expiresAt: body.expiresAt };
}
