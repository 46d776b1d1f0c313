import type { SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import type { TeamOfPerson } from "./member.ts";
import { findTeamsOf } from "./store.ts";

/** The teams that this session may enter, by name. */
export async function listTeams(
  { database }: SystemContext,
  { person, ssoTeamId }: Session,
): Promise<TeamOfPerson[]> {
  const teams = await database.inSystem((tx) => findTeamsOf(tx, person.id));
  return teams.filter(({ id }) => ssoTeamId === null || ssoTeamId === id);
}
