/** What a verb, a procedure or a page asks for. `noun.read` shows it, `noun.write` changes it. */
export const PERMISSIONS = [
  "team.read",
  "team.write",
  "team.delete",
  "members.read",
  "members.write",
  "owners.write",
  "invitations.read",
  "invitations.write",
  "roles.write",
  "sso.write",
  "models.read",
  "deployments.read",
  "deployments.write",
  "keys.read",
  "keys.write",
  "limits.read",
  "limits.write",
  "usage.read",
  "bodies.read",
  "billing.read",
  "billing.write",
  "audit.read",
  "privacy.write",
] as const;

export type Permission = (typeof PERMISSIONS)[number];
