import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { isUuid } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { noSuchLimit } from "./no-such-limit.ts";
import { recordOf } from "./record-of.ts";
import { deleteLimit, findLimit, lockLimits } from "./store.ts";

/** Nothing is held to it any more, within two seconds. Fault `not_found` `quotas.no_such_limit`. */
export async function removeLimit(ctx: Context, { id }: { id: string }): Promise<void> {
  const { actor, database } = ctx;
  requirePermission(actor, "limits.write");
  if (!isUuid(id)) throw noSuchLimit();
  const { teamId } = actor;
  await database.inTeam(teamId, async (tx) => {
    await lockLimits(tx, teamId);
    const before = await findLimit(tx, teamId, id);
    if (before === null) throw noSuchLimit();
    await deleteLimit(tx, teamId, before);
    await recordAudit(tx, ctx, {
      verb: "limit.delete",
      subjectType: "limit",
      subjectId: id,
      before: recordOf(before),
    });
  });
}
