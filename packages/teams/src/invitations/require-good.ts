import type { SystemTx } from "@millrace/db";
import { findHeld, findRole, type StoredRole } from "../roles/store.ts";
import { isWithinReach } from "../rules/assignment.ts";
import { invitationState } from "../rules/invitation-state.ts";
import { invitationTokenSchema } from "../rules/invitation-token.ts";
import { invitationVoid } from "./invitation-faults.ts";
import { findByToken, type HeldInvitation } from "./store.ts";

export type GoodInvitation = HeldInvitation & { givenRole: StoredRole };

/**
 * The invitation that a token lets in with. It is good while it is pending, its role exists, and whoever made it is still
 * in the team and may still give that role. Fault `not_found` `teams.invitation_void` for every other token.
 */
export async function requireGood(tx: SystemTx, token: string, now: Date): Promise<GoodInvitation> {
  if (!invitationTokenSchema.safeParse(token).success) throw invitationVoid();
  const invitation = await findByToken(tx, token);
  if (!invitation || invitationState(invitation, now) !== "pending") throw invitationVoid();
  const { team, role, createdBy } = invitation;
  const givenRole = await findRole(tx, team.id, role);
  if (!givenRole) throw invitationVoid();
  if (createdBy !== null) {
    const held = await findHeld(tx, team.id, createdBy);
    const mayStill =
      held?.has("invitations.write") && isWithinReach(held, { from: null, to: givenRole.permissions });
    if (!mayStill) throw invitationVoid();
  }
  return { ...invitation, givenRole };
}
