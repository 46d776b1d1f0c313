import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { noSuchRole } from "./role-faults.ts";
import { requireHeld, requireReach } from "./standing.ts";
import { countHolders, deleteOwnRole, findRole } from "./store.ts";

const inputSchema = z.object({ id: z.uuid() });

/**
 * Deletes a role of the team's own that nobody has, that no open invitation gives and that single sign-on does not.
 * Faults `not_found` `teams.no_such_role`; `precondition` `teams.role_in_use`; `forbidden` `teams.role_beyond_you`.
 */
export async function deleteRole(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const { id } = parseInput(inputSchema, input, "teams.role_invalid");
  const { database, actor, clock } = ctx;
  requirePermission(actor, "roles.write");
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    const held = await requireHeld(tx, ctx, "roles.write");
    const role = await findRole(tx, actor.teamId, id);
    if (!role) throw noSuchRole();
    requireReach(held, { from: role.permissions, to: null });
    const holders = await countHolders(tx, actor.teamId, id, clock.now());
    if (holders.members + holders.invitations + holders.signOns > 0) throw inUse(holders);
    await deleteOwnRole(tx, actor.teamId, id);
    await recordAudit(tx, ctx, {
      verb: "role.delete",
      subjectType: "role",
      subjectId: id,
      before: { name: role.name, permissions: [...role.permissions] },
    });
  });
}

function inUse({ members, invitations, signOns }: Awaited<ReturnType<typeof countHolders>>): Fault {
  const uses = [
    members > 0 && `${members} of the team`,
    invitations > 0 && `${invitations} open invitations`,
    signOns > 0 && "single sign-on",
  ].filter((use) => use !== false);
  return new Fault({
    kind: "precondition",
    code: "teams.role_in_use",
    message: `This role is in use by ${uses.join(", ")}. Give them another one first.`,
  });
}
