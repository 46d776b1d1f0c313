import { type Actor, Fault } from "@millrace/kernel";
import { PERMISSIONS, type Permission, type Role } from "./role.ts";

const READ: readonly Permission[] = [
  "team.read",
  "models.read",
  "deployments.read",
  "keys.read",
  "usage.read",
];

/** Who may do what; the only place that says so. */
const GRANTED: ReadonlyMap<string, ReadonlySet<Permission>> = new Map<Role, ReadonlySet<Permission>>([
  ["owner", new Set(PERMISSIONS)],
  ["admin", new Set(PERMISSIONS)],
  ["developer", new Set<Permission>([...READ, "deployments.write", "keys.write"])],
  ["billing", new Set(READ)],
  ["viewer", new Set(READ)],
]);

/** True when the actor's role holds the permission. A role nobody knows holds none. */
export function may(actor: Actor, permission: Permission): boolean {
  return GRANTED.get(actor.role)?.has(permission) ?? false;
}

/** Throws Fault `forbidden` `teams.not_allowed` unless the actor may. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (may(actor, permission)) return;
  throw new Fault({
    kind: "forbidden",
    code: "teams.not_allowed",
    message: `Your role in this team does not include ${permission}. An owner or admin of the team can change it.`,
  });
}
