/** Somebody in the team, as the others see them. */
export type TeamMember = {
  personId: string;
  name: string;
  email: string;
  /** A built-in role, or the id of one of the team's own. */
  role: string;
  /** Of a role of the team's own; null for a built-in one. */
  roleName: string | null;
  /** owner | invitation | sso | seed */
  joinedBy: string;
  joinedAt: Date;
  /** Null for whoever may not change members. */
  secondFactorOn: boolean | null;
};
