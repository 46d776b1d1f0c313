import { recordAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { Fault, newId, parseInput, systemActor } from "@millrace/kernel";
import { z } from "zod";
import { makeHandle } from "./make-handle.ts";
import { findPerson, insertMembership, insertTeam } from "./store.ts";
import { currencySchema, type Team, teamNameSchema } from "./team.ts";

const inputSchema = z.object({ name: teamNameSchema, currency: currencySchema, ownerId: z.uuid() });

/**
 * A team and its first owner. Fault `invalid` `teams.team_invalid`; Fault `not_found` `teams.no_such_person`.
 */
export async function createTeam(
  { database, clock }: SystemContext,
  input: z.input<typeof inputSchema>,
): Promise<Team> {
  const { name, currency, ownerId } = parseInput(inputSchema, input, "teams.team_invalid");
  const team = { id: newId(), handle: makeHandle(name), name, currency };
  const createdAt = clock.now();
  await database.inSystem(async (tx) => {
    const owner = await findPerson(tx, ownerId);
    if (!owner) throw noSuchPerson();
    await insertTeam(tx, { ...team, createdAt });
    await insertMembership(tx, team.id, {
      personId: owner.id,
      role: "owner",
      joinedBy: "owner",
      createdAt,
    });
    await recordAudit(
      tx,
      { clock, actor: systemActor(team.id) },
      {
        verb: "team.create",
        subjectType: "team",
        subjectId: team.id,
        after: { name, currency, owner: owner.email },
      },
    );
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
