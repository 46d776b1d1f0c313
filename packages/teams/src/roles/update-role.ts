import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { revokeUnbacked } from "../invitations/revoke-unbacked.ts";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { isNameTaken } from "../rules/role-name.ts";
import { grantedBy } from "./create-role.ts";
import { nameTaken, noSuchRole } from "./role-faults.ts";
import { requireHeld, requireReach } from "./standing.ts";
import { findOwnRoles, findRole, namesOf, updateOwnRole } from "./store.ts";
import { ownRoleSchema } from "./team-role.ts";

const inputSchema = ownRoleSchema.extend({ id: z.uuid() });

/**
 * Changes a role of the team's own, for everybody who has it from their next request on. Whoever does it holds all that
 * it had and will have. Faults `not_found` `teams.no_such_role` and those of `createRole`.
 */
export async function updateRole(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const { id, name, permissions } = parseInput(inputSchema, input, "teams.role_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "roles.write");
  const granted = grantedBy(permissions);
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    const held = await requireHeld(tx, ctx, "roles.write");
    const role = await findRole(tx, actor.teamId, id);
    if (!role) throw noSuchRole();
    requireReach(held, { from: role.permissions, to: granted });
    const others = (await findOwnRoles(tx, actor.teamId)).filter((other) => other.id !== id);
    if (isNameTaken(name, namesOf(others))) throw nameTaken();
    await updateOwnRole(tx, actor.teamId, { id, name, permissions: [...granted], at: clock.now() });
    await recordAudit(tx, ctx, {
      verb: "role.update",
      subjectType: "role",
      subjectId: id,
      before: { name: role.name, permissions: [...role.permissions] },
      after: { name, permissions: [...granted] },
    });
    await revokeUnbacked(tx, ctx);
  });
}
