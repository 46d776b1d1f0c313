import type { Context } from "@millrace/db";
import { may, requirePermission } from "../policy.ts";
import { findOwnRoles } from "../roles/store.ts";
import { MEMBERS_MAX } from "./seats.ts";
import { findMembers, findSecondFactors } from "./store.ts";
import type { TeamMember } from "./team-member.ts";

/** Who is in the team, by name. Whether they use a second factor is told to whoever may change members. */
export async function listMembers(ctx: Context): Promise<TeamMember[]> {
  const { database, actor } = ctx;
  requirePermission(actor, "members.read");
  const { members, roles } = await database.inTeam(actor.teamId, async (tx) => ({
    members: await findMembers(tx, actor.teamId, MEMBERS_MAX),
    roles: await findOwnRoles(tx, actor.teamId),
  }));
  const names = new Map(roles.map(({ id, name }) => [id, name]));
  const factors = may(actor, "members.write")
    ? await database.inSystem((tx) =>
        findSecondFactors(
          tx,
          members.map(({ personId }) => personId),
        ),
      )
    : null;
  return members.map((member) => ({
    ...member,
    roleName: names.get(member.role) ?? null,
    secondFactorOn: factors?.has(member.personId) ?? null,
  }));
}
