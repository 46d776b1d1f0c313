import { type Actor, Fault } from "@millrace/kernel";
import type { Permission } from "./permission.ts";
import { GRANTED, isBuiltInRole, OWNERS_ONLY } from "./role.ts";

/** True when the actor's role holds the permission. A role nobody knows holds none. */
export function may(actor: Actor, permission: Permission): boolean {
  if (isBuiltInRole(actor.role)) return GRANTED[actor.role].has(permission);
  return !OWNERS_ONLY.has(permission) && (actor.grants?.includes(permission) ?? false);
}

/** Throws Fault `forbidden` `teams.not_allowed` unless the actor may. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) throw notAllowed(permission);
}

export function notAllowed(permission: Permission): Fault {
  return new Fault({
    kind: "forbidden",
    code: "teams.not_allowed",
    message: `Your role in this team does not include ${permission}. An owner or admin of the team can change it.`,
  });
}
