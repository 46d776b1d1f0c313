import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { revokeUnbacked } from "../invitations/revoke-unbacked.ts";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireHeld } from "../roles/standing.ts";
import { requireMember } from "./require-member.ts";
import { updateRoleOf } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid() });

/**
 * Another member becomes an owner, and the actor an admin, in one step. Faults `not_found` `teams.no_such_member`;
 * `conflict` `teams.owner_already` for oneself.
 */
export async function transferOwnership(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const { personId } = parseInput(inputSchema, input, "teams.member_invalid");
  const { database, actor } = ctx;
  requirePermission(actor, "owners.write");
  if (personId === actor.personId) throw ownerAlready();
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "owners.write");
    const member = await requireMember(tx, actor.teamId, personId);
    await updateRoleOf(tx, actor.teamId, personId, "owner");
    if (actor.personId !== null) await updateRoleOf(tx, actor.teamId, actor.personId, "admin");
    await recordAudit(tx, ctx, {
      verb: "team.transfer",
      subjectType: "team",
      subjectId: actor.teamId,
      before: { owner: actor.label },
      after: { owner: member.email },
    });
    await revokeUnbacked(tx, ctx);
  });
}

function ownerAlready(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.owner_already",
    message: "You own the team already. Choose another member.",
    param: "personId",
  });
}
