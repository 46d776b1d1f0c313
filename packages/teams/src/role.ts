export const ROLES = ["owner", "admin", "developer", "billing", "viewer"] as const;

/** What a person is in a team; each role is a set of permissions (`policy.ts`). */
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  "team.read",
  "models.read",
  "deployments.read",
  "deployments.write",
  "keys.read",
  "keys.write",
  "usage.read",
] as const;

export type Permission = (typeof PERMISSIONS)[number];
