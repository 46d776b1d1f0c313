export const INVITATION_STATES = ["pending", "expired", "accepted", "revoked"] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export type InvitationDates = { expiresAt: Date; acceptedAt: Date | null; revokedAt: Date | null };

/**
 * What an invitation is at a moment. `isBacked`: whoever made it is still in the team and may still give its role;
 * without them it is worth as much as a revoked one.
 */
export function invitationState(
  { expiresAt, acceptedAt, revokedAt }: InvitationDates,
  isBacked: boolean,
  now: Date,
): InvitationState {
  if (acceptedAt !== null) return "accepted";
  if (revokedAt !== null || !isBacked) return "revoked";
  return expiresAt <= now ? "expired" : "pending";
}
