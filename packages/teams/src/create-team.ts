import type { SystemContext } from "@millrace/db";
import { Fault, parseInput, systemActor } from "@millrace/kernel";
import { z } from "zod";
import { insertFounded, newTeam, newTeamSchema } from "./new-team.ts";
import { findPerson } from "./store.ts";
import type { Team } from "./team.ts";

const inputSchema = newTeamSchema.extend({ ownerId: z.uuid() });

/**
 * A team and its first owner, made by the system. Fault `invalid` `teams.team_invalid`; Fault `not_found`
 * `teams.no_such_person`.
 */
export async function createTeam(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<Team> {
  const { ownerId, ...wanted } = parseInput(inputSchema, input, "teams.team_invalid");
  const team = newTeam(wanted);
  await database.inSystem(async (tx) => {
    const owner = await findPerson(tx, ownerId);
    if (!owner) throw noSuchPerson();
    await insertFounded(tx, { clock, actor: systemActor(team.id) }, { team, owner });
  });
  return team;
}

function noSuchPerson(): Fault {
  return new Fault({
    kind: "not_found",
    code: "teams.no_such_person",
    message: "There is no such person.",
    param: "ownerId",
  });
}
