import { PERMISSIONS, type Permission } from "./permission.ts";

export const BUILT_IN_ROLES = ["owner", "admin", "developer", "billing", "viewer"] as const;

/** A role that every team has. A team's own roles are known by their ids (`CustomRole`). */
export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

const READ: readonly Permission[] = [
  "team.read",
  "members.read",
  "models.read",
  "deployments.read",
  "keys.read",
  "limits.read",
  "usage.read",
];

/** Never part of a role that a team makes: who owns the team, and whether there is one. */
export const OWNERS_ONLY: ReadonlySet<Permission> = new Set(["owners.write", "team.delete"]);

/** Who may do what; the only place that says so. */
export const GRANTED: Readonly<Record<BuiltInRole, ReadonlySet<Permission>>> = {
  owner: new Set(PERMISSIONS),
  admin: new Set(PERMISSIONS.filter((permission) => !OWNERS_ONLY.has(permission))),
  developer: new Set<Permission>([...READ, "deployments.write", "keys.write", "bodies.read"]),
  billing: new Set<Permission>([...READ, "limits.write", "billing.read", "billing.write"]),
  viewer: new Set(READ),
};

export function isBuiltInRole(role: string): role is BuiltInRole {
  return (BUILT_IN_ROLES as readonly string[]).includes(role);
}
