import type { Actor } from "@millrace/kernel";
import { PERMISSIONS } from "../permission.ts";
import { may } from "../policy.ts";
import { isWithinReach } from "../rules/assignment.ts";
import type { TeamRole } from "./team-role.ts";

/** The ids of the roles that the actor may give and take: those of which they hold everything. */
export function assignableRoles(
  actor: Actor,
  roles: readonly Pick<TeamRole, "id" | "permissions">[],
): string[] {
  const held = new Set(PERMISSIONS.filter((permission) => may(actor, permission)));
  return roles
    .filter(({ permissions }) => isWithinReach(held, { from: null, to: new Set(permissions) }))
    .map(({ id }) => id);
}
