import type { SystemContext } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import type { z } from "zod";
import { lockFounding } from "./locking/store.ts";
import { insertFounded, newTeam, newTeamSchema } from "./new-team.ts";
import { requireUnconfined } from "./require-unconfined.ts";
import { countOwned } from "./store.ts";
import type { Team } from "./team.ts";

/** Teams that one person owns. */
const OWNED_MAX = 20;

/**
 * A new team, owned by the person of the session. Faults `invalid` `teams.team_invalid`; `precondition`
 * `teams.too_many_teams`; `forbidden` `teams.confined_session`.
 */
export async function foundTeam(
  { database, clock }: SystemContext,
  session: Session,
  input: z.input<typeof newTeamSchema>,
): Promise<Team> {
  const team = newTeam(parseInput(newTeamSchema, input, "teams.team_invalid"));
  requireUnconfined(session);
  const { person, origin } = session;
  const actor = {
    teamId: team.id,
    personId: person.id,
    role: "owner",
    label: person.email,
    address: origin.address,
  };
  await database.inSystem(async (tx) => {
    await lockFounding(tx, person.id);
    if ((await countOwned(tx, person.id)) >= OWNED_MAX) throw tooManyTeams();
    await insertFounded(tx, { clock, actor }, { team, owner: person });
  });
  return team;
}

function tooManyTeams(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.too_many_teams",
    message: `One person owns at most ${OWNED_MAX} teams.`,
  });
}
