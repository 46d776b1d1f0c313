import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireHeld } from "../roles/standing.ts";
import type { Invitation } from "./invitation.ts";
import { noSuchInvitation } from "./invitation-faults.ts";
import { findInvitation, markInvitationRevoked } from "./store.ts";

const inputSchema = z.object({ id: z.uuid() });

/**
 * Ends an invitation at once. Revoking it again, or one that was used, changes nothing and answers what it is. Fault
 * `not_found` `teams.no_such_invitation`.
 */
export async function revokeInvitation(
  ctx: Context,
  input: z.input<typeof inputSchema>,
): Promise<Invitation> {
  const { id } = parseInput(inputSchema, input, "teams.invitation_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "invitations.write");
  const now = clock.now();
  return database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "invitations.write");
    const isNew = await markInvitationRevoked(tx, actor.teamId, { id, at: now, by: actor.personId });
    const invitation = await findInvitation(tx, actor.teamId, { id, now });
    if (!invitation) throw noSuchInvitation();
    if (isNew) {
      await recordAudit(tx, ctx, {
        verb: "invitation.revoke",
        subjectType: "invitation",
        subjectId: id,
        before: { email: invitation.email, role: invitation.roleName ?? invitation.role },
        after: { email: invitation.email, revokedAt: now.toISOString() },
      });
    }
    return invitation;
  });
}
