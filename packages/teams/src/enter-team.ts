import type { SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import type { Member } from "./member.ts";
import { findMembership } from "./store.ts";
import { handleSchema } from "./team.ts";

/**
 * The person of a session at work in the team with this handle. Role, name and membership are read afresh, so a change
 * holds from the next request on. Null when there is no such team or the person is not in it: the same to them.
 */
export async function enterTeam(
  { database }: SystemContext,
  session: Session,
  handle: string,
): Promise<Member | null> {
  if (!handleSchema.safeParse(handle).success) return null;
  const { person, origin, ssoTeamId } = session;
  const membership = await database.inSystem((tx) => findMembership(tx, handle, person.id));
  if (membership === null) return null;
  const { team, role, roleName, grants } = membership;
  // What a team's own provider says of somebody holds in that team alone.
  if (ssoTeamId !== null && ssoTeamId !== team.id) return null;
  const actor = {
    teamId: team.id,
    personId: person.id,
    role,
    ...(grants && { grants }),
    label: person.email,
    address: origin.address,
  };
  return { actor, person, team, session, roleName };
}
