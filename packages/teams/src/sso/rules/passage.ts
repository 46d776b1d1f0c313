import type { Session } from "@millrace/people";

export type Door = {
  teamId: string;
  /** Of the person who stands before it. */
  role: string;
  /** Since when members enter through the team's provider only; null: they need not. */
  ssoRequiredSince: Date | null;
};

/**
 * - `open`: comes in.
 * - `break_glass`: comes in although the team demands its provider, which may be away: an owner who has shown a second
 *   factor. The team is told.
 * - `sso_required`: a member who must come through the provider.
 * - `closed`: confined to another team.
 */
export type Passage = "open" | "break_glass" | "sso_required" | "closed";

/** How a member's session stands before their team. */
export function passageOf(
  { teamId, role, ssoRequiredSince }: Door,
  { ssoTeamId, secondFactorAt }: Pick<Session, "ssoTeamId" | "secondFactorAt">,
): Passage {
  // What a team's own provider says of somebody holds in that team alone.
  if (ssoTeamId !== null) return ssoTeamId === teamId ? "open" : "closed";
  if (ssoRequiredSince === null) return "open";
  return role === "owner" && secondFactorAt !== null ? "break_glass" : "sso_required";
}
