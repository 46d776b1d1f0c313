export type InvitationState = "pending" | "expired" | "accepted" | "revoked";

export type InvitationDates = { expiresAt: Date; acceptedAt: Date | null; revokedAt: Date | null };

/** What an invitation is at a moment. Only a pending one lets anybody in. */
export function invitationState(
  { expiresAt, acceptedAt, revokedAt }: InvitationDates,
  now: Date,
): InvitationState {
  if (acceptedAt !== null) return "accepted";
  if (revokedAt !== null) return "revoked";
  return expiresAt <= now ? "expired" : "pending";
}
