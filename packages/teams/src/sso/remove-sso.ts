import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireHeld } from "../roles/standing.ts";
import { snapshot } from "./shown.ts";
import { deleteConnection, findConnection, forgetProvider } from "./store.ts";

/**
 * Ends single sign-on, and every session that came through it; members stay members. Fault `not_found` `teams.no_sso`.
 */
export async function removeSso(ctx: Context): Promise<void> {
  const { database, actor } = ctx;
  requirePermission(actor, "sso.write");
  const forget = () => database.inSystem((tx) => forgetProvider(tx, actor.teamId));
  // Before as well as after: between the two transactions this process may be killed.
  await forget();
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "sso.write");
    const before = await findConnection(tx, actor.teamId);
    if (!before) throw noSso();
    await deleteConnection(tx, actor.teamId);
    await recordAudit(tx, ctx, {
      verb: "sso.delete",
      subjectType: "sso",
      subjectId: actor.teamId,
      before: snapshot(before),
    });
  });
  await forget();
}

/** The same for a team without single sign-on and for one that does not exist. */
export function noSso(): Fault {
  return new Fault({
    kind: "not_found",
    code: "teams.no_sso",
    message: "No team signs in through a provider of its own under this address.",
  });
}
