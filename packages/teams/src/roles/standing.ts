import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { z } from "zod";
import { PERMISSIONS, type Permission } from "../permission.ts";
import { may, notAllowed } from "../policy.ts";
import { isBuiltInRole } from "../role.ts";
import { type Assignment, isWithinReach } from "../rules/assignment.ts";
import type { PermissionSet } from "../rules/permissions-of.ts";
import { type AnyTx, findHeld, findRole, type StoredRole } from "./store.ts";

type Acting = Pick<Context, "actor">;

export const roleIdSchema = z.union([z.string().refine(isBuiltInRole, "is not a role"), z.uuid()]);

/**
 * What the actor may do at this moment, read again under the lock of the team: rights that were taken away since the call
 * began are gone. Fault `forbidden` `teams.not_allowed` without `permission`.
 */
export async function requireHeld(tx: AnyTx, ctx: Acting, permission: Permission): Promise<PermissionSet> {
  const held = await findHeldNow(tx, ctx);
  if (!held.has(permission)) throw notAllowed(permission);
  return held;
}

async function findHeldNow(tx: AnyTx, { actor }: Acting): Promise<PermissionSet> {
  const { teamId, personId } = actor;
  const held = personId === null ? new Set(PERMISSIONS) : await findHeld(tx, teamId, personId);
  return new Set(PERMISSIONS.filter((one) => held?.has(one) && may(actor, one)));
}

/** Fault `forbidden` `teams.role_beyond_you` unless the actor holds all of what is given and taken. */
export function requireReach(held: PermissionSet, assignment: Assignment): void {
  if (isWithinReach(held, assignment)) return;
  throw new Fault({
    kind: "forbidden",
    code: "teams.role_beyond_you",
    message:
      "This role includes what yours does not. Only somebody who holds all of it can give, change or take it.",
    param: "role",
  });
}

/** Fault `not_found` `teams.no_such_role`. */
export async function requireRole(tx: AnyTx, teamId: string, id: string): Promise<StoredRole> {
  const role = await findRole(tx, teamId, id);
  if (role) return role;
  throw new Fault({
    kind: "not_found",
    code: "teams.no_such_role",
    message: "The team has no such role.",
    param: "role",
  });
}

/** What somebody is. A role that is gone holds nothing, and whoever had it can still be given another. */
export async function presentRole(tx: AnyTx, teamId: string, id: string): Promise<StoredRole> {
  return (await findRole(tx, teamId, id)) ?? { id, name: null, permissions: new Set() };
}

/** A role that the actor may give to somebody new. Faults as of `requireRole` and `requireReach`. */
export async function requireGivable(tx: AnyTx, ctx: Acting, id: string): Promise<StoredRole> {
  const role = await requireRole(tx, ctx.actor.teamId, id);
  requireReach(await findHeldNow(tx, ctx), { from: null, to: role.permissions });
  return role;
}

/** As the audit log tells of it. */
export function roleLabel({ id, name }: Pick<StoredRole, "id" | "name">): string {
  return name ?? id;
}
