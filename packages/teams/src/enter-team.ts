import type { SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import type { Member } from "./member.ts";
import { recordBreakGlass } from "./sso/record-break-glass.ts";
import { passageOf } from "./sso/rules/passage.ts";
import { findMembership } from "./store.ts";
import { handleSchema } from "./team.ts";

/**
 * The person of a session at work in the team with this handle. Role, name and membership are read afresh, so a change
 * holds from the next request on. Null when there is no such team, the person is not in it, or the team demands another
 * way in (`needsSso`): the same to them.
 */
export async function enterTeam(
  ctx: SystemContext,
  session: Session,
  handle: string,
): Promise<Member | null> {
  if (!handleSchema.safeParse(handle).success) return null;
  const { person, origin } = session;
  const membership = await ctx.database.inSystem((tx) => findMembership(tx, handle, person.id));
  if (membership === null) return null;
  const { team, role, roleName, grants, ssoRequiredSince } = membership;
  const passage = passageOf({ teamId: team.id, role, ssoRequiredSince }, session);
  if (passage === "closed" || passage === "sso_required") return null;
  const actor = {
    teamId: team.id,
    personId: person.id,
    role,
    ...(grants && { grants }),
    label: person.email,
    address: origin.address,
  };
  const member = { actor, person, team, session, roleName };
  if (passage === "break_glass") await recordBreakGlass(ctx, member);
  return member;
}
