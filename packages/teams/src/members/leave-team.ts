import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { revokeUnbacked } from "../invitations/revoke-unbacked.ts";
import { lockTeam } from "../locking/store.ts";
import { presentRole, roleLabel } from "../roles/standing.ts";
import { noSuchMember } from "./member-faults.ts";
import { requireMember, requireOtherOwner } from "./require-member.ts";
import { deleteMembership } from "./store.ts";

/** The actor goes. Nobody needs a permission for it, but the last owner may not: Fault `precondition` `teams.last_owner`. */
export async function leaveTeam(ctx: Context): Promise<void> {
  const { database, actor } = ctx;
  const { teamId, personId } = actor;
  if (personId === null) throw noSuchMember();
  await database.inTeam(teamId, async (tx) => {
    await lockTeam(tx, teamId);
    const member = await requireMember(tx, teamId, personId);
    const role = await presentRole(tx, teamId, member.role);
    await requireOtherOwner(tx, teamId, member);
    await deleteMembership(tx, teamId, personId);
    await recordAudit(tx, ctx, {
      verb: "member.leave",
      subjectType: "member",
      subjectId: personId,
      before: { email: member.email, role: roleLabel(role) },
    });
    await revokeUnbacked(tx, ctx);
  });
}
