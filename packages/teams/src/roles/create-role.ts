import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import type { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { OWNERS_ONLY } from "../role.ts";
import { type PermissionSet, withImplied } from "../rules/permissions-of.ts";
import { isNameTaken } from "../rules/role-name.ts";
import { nameTaken } from "./role-faults.ts";
import { requireHeld, requireReach } from "./standing.ts";
import { findOwnRoles, insertRole, namesOf } from "./store.ts";
import { OWN_ROLES_MAX, ownRoleSchema } from "./team-role.ts";

/**
 * A role of the team's own, of permissions that its maker holds. Faults `invalid` `teams.role_invalid`; `forbidden`
 * `teams.role_beyond_you`; `conflict` `teams.role_name_taken`; `precondition` `teams.roles_full`.
 */
export async function createRole(
  ctx: Context,
  input: z.input<typeof ownRoleSchema>,
): Promise<{ id: string }> {
  const { name, permissions } = parseInput(ownRoleSchema, input, "teams.role_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "roles.write");
  const granted = grantedBy(permissions);
  const id = newId();
  return database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    requireReach(await requireHeld(tx, ctx, "roles.write"), { from: null, to: granted });
    const own = await findOwnRoles(tx, actor.teamId);
    if (own.length >= OWN_ROLES_MAX) throw rolesFull();
    if (isNameTaken(name, namesOf(own))) throw nameTaken();
    const role = { id, name, permissions: [...granted] };
    await insertRole(tx, actor.teamId, { ...role, createdBy: actor.personId, at: clock.now() });
    await recordAudit(tx, ctx, {
      verb: "role.create",
      subjectType: "role",
      subjectId: id,
      after: { name, permissions: role.permissions },
    });
    return { id };
  });
}

/** What was asked for and all that it implies; never what only owners hold. Fault `invalid` `teams.role_invalid`. */
export function grantedBy(permissions: Parameters<typeof withImplied>[0]): PermissionSet {
  const granted = withImplied(permissions);
  const beyond = [...granted].find((permission) => OWNERS_ONLY.has(permission));
  if (beyond === undefined) return granted;
  throw new Fault({
    kind: "invalid",
    code: "teams.role_invalid",
    message: `${beyond} is for owners only.`,
    param: "permissions",
  });
}

function rolesFull(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.roles_full",
    message: `A team has at most ${OWN_ROLES_MAX} roles of its own. Delete one that nobody has.`,
  });
}
