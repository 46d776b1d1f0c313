import { recordAudit } from "@millrace/audit";
import { Fault, isUuid } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import type { PrivacyContext } from "../context.ts";
import { type KeptBody, PURPOSE, sealedSchema } from "./body.ts";
import { findBody } from "./store.ts";

/**
 * What was asked and answered in one request. Whoever looks is written into the audit log.
 * Fault `not_found` `privacy.no_such_body`, also for another team's.
 */
export async function readBody(ctx: PrivacyContext, { requestId }: { requestId: string }): Promise<KeptBody> {
  const { actor, clock, database, secrets } = ctx;
  requirePermission(actor, "bodies.read");
  if (!isUuid(requestId)) throw noSuchBody();
  return database.inTeam(actor.teamId, async (tx) => {
    const body = await findBody(tx, actor.teamId, { requestId, now: clock.now() });
    if (!body) throw noSuchBody();
    const place = { owner: actor.teamId, purpose: PURPOSE, id: requestId };
    const { request, answer } = sealedSchema.parse(JSON.parse(await secrets.open(tx, place, body.sealed)));
    await recordAudit(tx, ctx, { verb: "body.read", subjectType: "request", subjectId: requestId });
    return { requestId, at: body.at, expiresAt: body.expiresAt, request, answer };
  });
}

function noSuchBody(): Fault {
  return new Fault({
    kind: "not_found",
    code: "privacy.no_such_body",
    message: "What was asked and answered in this request is not kept.",
  });
}
