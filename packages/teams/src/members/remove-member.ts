import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { revokeUnbacked } from "../invitations/revoke-unbacked.ts";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { presentRole, requireHeld, requireReach, roleLabel } from "../roles/standing.ts";
import { requireMember, requireOtherOwner } from "./require-member.ts";
import { deleteMembership } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid() });

/**
 * Takes a person out of the team, at once: whatever they have open ends within 2 s. Keys that they made stay the team's.
 * Faults as of `changeRole`.
 */
export async function removeMember(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const { personId } = parseInput(inputSchema, input, "teams.member_invalid");
  const { database, actor } = ctx;
  requirePermission(actor, "members.write");
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    const held = await requireHeld(tx, ctx, "members.write");
    const member = await requireMember(tx, actor.teamId, personId);
    const role = await presentRole(tx, actor.teamId, member.role);
    requireReach(held, { from: role.permissions, to: null });
    await requireOtherOwner(tx, actor.teamId, member);
    await deleteMembership(tx, actor.teamId, personId);
    await recordAudit(tx, ctx, {
      verb: "member.remove",
      subjectType: "member",
      subjectId: personId,
      before: { email: member.email, role: roleLabel(role) },
    });
    await revokeUnbacked(tx, ctx);
  });
}
