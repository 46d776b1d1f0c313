import type { SystemTx } from "@millrace/db";
import { lockTeam } from "../locking/store.ts";
import { findRole, type StoredRole } from "../roles/store.ts";
import { invitationState } from "../rules/invitation-state.ts";
import { invitationTokenSchema } from "../rules/invitation-token.ts";
import { backingIn } from "./backing.ts";
import { invitationVoid } from "./invitation-faults.ts";
import { findByToken, type HeldInvitation } from "./store.ts";

export type GoodInvitation = HeldInvitation & { givenRole: StoredRole };

/**
 * The invitation that a token lets in with: pending, of a role that exists, made by somebody who is still in the team and
 * may still give that role. Null for every other token.
 */
export async function findGood(tx: SystemTx, token: string, now: Date): Promise<GoodInvitation | null> {
  if (!invitationTokenSchema.safeParse(token).success) return null;
  const invitation = await findByToken(tx, token);
  if (!invitation || invitationState(invitation, now) !== "pending") return null;
  const givenRole = await findRole(tx, invitation.team.id, invitation.role);
  const isBacked = await backingIn(tx, invitation.team.id)(invitation);
  return givenRole && isBacked ? { ...invitation, givenRole } : null;
}

/** Fault `not_found` `teams.invitation_void` for every token that is not good. */
export async function requireGood(tx: SystemTx, token: string, now: Date): Promise<GoodInvitation> {
  const good = await findGood(tx, token, now);
  if (!good) throw invitationVoid();
  return good;
}

/** The same, under the lock of its team: what is good now stays so until the transaction ends. */
export async function lockGood(tx: SystemTx, token: string, now: Date): Promise<GoodInvitation> {
  const { team } = await requireGood(tx, token, now);
  await lockTeam(tx, team.id);
  return requireGood(tx, token, now);
}
