import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { revokeUnbacked } from "../invitations/revoke-unbacked.ts";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import {
  presentRole,
  requireHeld,
  requireReach,
  requireRole,
  roleIdSchema,
  roleLabel,
} from "../roles/standing.ts";
import { requireMember, requireOtherOwner } from "./require-member.ts";
import { updateRoleOf } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid(), role: roleIdSchema });

/**
 * Gives a member another role. Whoever does it holds all of both roles. Faults `not_found` `teams.no_such_member`,
 * `teams.no_such_role`; `forbidden` `teams.role_beyond_you`; `precondition` `teams.last_owner`.
 */
export async function changeRole(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const { personId, role } = parseInput(inputSchema, input, "teams.member_invalid");
  const { database, actor } = ctx;
  requirePermission(actor, "members.write");
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    const held = await requireHeld(tx, ctx, "members.write");
    const member = await requireMember(tx, actor.teamId, personId);
    const from = await presentRole(tx, actor.teamId, member.role);
    const to = await requireRole(tx, actor.teamId, role);
    if (from.id === to.id) return;
    requireReach(held, { from: from.permissions, to: to.permissions });
    await requireOtherOwner(tx, actor.teamId, member);
    await updateRoleOf(tx, actor.teamId, personId, role);
    await recordAudit(tx, ctx, {
      verb: "member.change_role",
      subjectType: "member",
      subjectId: personId,
      before: { email: member.email, role: roleLabel(from) },
      after: { email: member.email, role: roleLabel(to) },
    });
    await revokeUnbacked(tx, ctx);
  });
}
