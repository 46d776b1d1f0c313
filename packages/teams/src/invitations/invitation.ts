import type { InvitationState } from "../rules/invitation-state.ts";

/** How long an invitation is good. */
export const INVITATION_AGE_MAX_MS = 7 * 24 * 3_600_000;
/** Of one team, that are neither used, revoked nor expired. */
export const OPEN_INVITATIONS_MAX = 1_000;
/** Mails of invitations that one team sends in an hour. */
export const MAILS_AN_HOUR_MAX = 500;
/** Mails of invitations that one team sends to one address in a day, however it gets to that: whoever does not come does not want to. */
export const MAILS_TO_ADDRESS_MAX = 5;

/** A single-use way into the team, as its members see it. */
export type Invitation = {
  id: string;
  /** Null for one by link alone. */
  email: string | null;
  role: string;
  /** Of a role of the team's own; null for a built-in one. */
  roleName: string | null;
  state: InvitationState;
  createdAt: Date;
  /** When its present link was made. */
  sentAt: Date;
  expiresAt: Date;
  /** Null for the system, and for a person who has left the team. */
  invitedBy: { id: string; label: string } | null;
  /** May be another address than the invited one. */
  acceptedEmail: string | null;
  acceptedAt: Date | null;
  revokedAt: Date | null;
};

/** What whoever holds a link is told before they join. */
export type InvitationPreview = {
  team: { name: string };
  inviter: string | null;
  role: string;
  roleName: string | null;
  email: string | null;
  expiresAt: Date;
};

/** What an invitation gives once: the link's token, which is shown to whoever invites and stored nowhere. */
export type MadeInvitation = { invitation: Invitation; token: string };
