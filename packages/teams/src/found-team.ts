import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { createTeam } from "./create-team.ts";
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
  ctx: SystemContext,
  session: Session,
  { name, currency }: { name: string; currency: string },
): Promise<Team> {
  requireUnconfined(session);
  const owned = await ctx.database.inSystem((tx) => countOwned(tx, session.person.id));
  if (owned >= OWNED_MAX) throw tooManyTeams();
  return createTeam(ctx, { name, currency, ownerId: session.person.id });
}

function tooManyTeams(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.too_many_teams",
    message: `One person owns at most ${OWNED_MAX} teams.`,
  });
}
