import { recordAudit } from "@millrace/audit";
import type { Context, TeamTx } from "@millrace/db";
import { backingIn } from "./backing.ts";
import { findOpenInvitations, markInvitationRevoked } from "./store.ts";

/**
 * The end of every change of what somebody may do: invitations that nobody stands behind any more are revoked rather than
 * left waiting, so that their seats are free, and that rights which come back do not bring old links back. Under the lock
 * of the team.
 */
export async function revokeUnbacked(tx: TeamTx, ctx: Context): Promise<void> {
  const { teamId, personId } = ctx.actor;
  const now = ctx.clock.now();
  const isBacked = backingIn(tx, teamId);
  for (const { id, ...invitation } of await findOpenInvitations(tx, teamId, now)) {
    if (await isBacked(invitation)) continue;
    await markInvitationRevoked(tx, teamId, { id, at: now, by: personId });
    await recordAudit(tx, ctx, {
      verb: "invitation.revoke",
      subjectType: "invitation",
      subjectId: id,
      before: { email: invitation.email, role: invitation.role },
      after: { email: invitation.email, revokedAt: now.toISOString() },
    });
  }
}
