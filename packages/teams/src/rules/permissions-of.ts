import { PERMISSIONS, type Permission } from "../permission.ts";
import { GRANTED, isBuiltInRole, OWNERS_ONLY } from "../role.ts";

export type PermissionSet = ReadonlySet<Permission>;

/** What a role lets its people do; `granted` is what is stored of a role that the team made. A role nobody knows: nothing. */
export function permissionsOf(role: string, granted: readonly string[] | null): PermissionSet {
  if (isBuiltInRole(role)) return GRANTED[role];
  return new Set(PERMISSIONS.filter((one) => granted?.includes(one) && !OWNERS_ONLY.has(one)));
}

/** Whoever may change something may see it, and whoever is in a team may know that it is there. */
export function withImplied(permissions: Iterable<Permission>): PermissionSet {
  const named = new Set<Permission>(["team.read", ...permissions]);
  const implied = [...named].map((one) => one.replace(/\.write$/, ".read"));
  return new Set(PERMISSIONS.filter((one) => named.has(one) || implied.includes(one)));
}
