import type { Context } from "@millrace/db";
import { requirePermission } from "../policy.ts";
import { BUILT_IN_ROLES, GRANTED } from "../role.ts";
import { countByRole, findOwnRoles } from "./store.ts";
import type { TeamRole } from "./team-role.ts";

/** The built-in roles, then those that the team made, by name. */
export async function listRoles(ctx: Context): Promise<TeamRole[]> {
  const { database, actor } = ctx;
  requirePermission(actor, "members.read");
  return database.inTeam(actor.teamId, async (tx) => {
    const own = await findOwnRoles(tx, actor.teamId);
    const counts = await countByRole(tx, actor.teamId);
    const builtIn = BUILT_IN_ROLES.map((id) => ({ id, name: null, permissions: GRANTED[id] }));
    return [...builtIn, ...own].map(({ id, name, permissions }) => ({
      id,
      name,
      isBuiltIn: name === null,
      permissions: [...permissions],
      membersCount: counts.get(id) ?? 0,
    }));
  });
}
