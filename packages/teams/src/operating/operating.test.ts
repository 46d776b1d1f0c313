import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { db, logOf, makePerson, makeTeamOf, sessionOf, system } from "../teams.fixture.ts";
import { listAllTeams } from "./list-all-teams.ts";
import { setSeats } from "./set-seats.ts";

async function operator() {
  return sessionOf(await makePerson(), { isOperator: true });
}

describe("whoever runs the installation", () => {
  test("sees which teams there are and how many people, and nothing of theirs", async () => {
    const { team } = await makeTeamOf("viewer");
    const teams = await listAllTeams(system, await operator());
    expect(teams.find(({ id }) => id === team.teamId)).toEqual({
      id: team.teamId,
      handle: team.handle,
      name: expect.any(String),
      members: 2,
      seatsMax: null,
      currency: "USD",
      isPrepaid: false,
      createdAt: expect.any(Date),
    });
  });

  test("sets a team's seats, which the team reads in its log", async () => {
    const { team } = await makeTeamOf();
    const session = await operator();
    await setSeats(system, session, { teamId: team.teamId, seatsMax: 5 });
    await setSeats(system, session, { teamId: team.teamId, seatsMax: 5 });
    const entries = await db.sql(
      "SELECT verb, actor_label, actor_role, before, after FROM audit_entries WHERE team_id = $1",
      [team.teamId],
    );
    expect(entries).toEqual([
      {
        verb: "team.set_seats",
        actor_label: session.person.email,
        actor_role: "operator",
        before: { seatsMax: null },
        after: { seatsMax: 5 },
      },
    ]);
  });

  test("is told of a team that is not there", async () => {
    await expect(setSeats(system, await operator(), { teamId: newId(), seatsMax: 5 })).rejects.toMatchObject({
      kind: "not_found",
      code: "teams.no_such_team",
    });
  });

  test.each([0, -1, 1.5, 2_001, Number.NaN])("does not set %s seats", async (seatsMax) => {
    const { team } = await makeTeamOf();
    await expect(setSeats(system, await operator(), { teamId: team.teamId, seatsMax })).rejects.toMatchObject(
      { code: "teams.seats_invalid" },
    );
  });
});

test("to everybody else, owners too, none of this exists, whichever team they name", async () => {
  const { team } = await makeTeamOf();
  const session = sessionOf({ personId: team.personId, email: team.email, name: "Ada" });
  const nothing = { kind: "not_found", code: "teams.no_such_page" };
  await expect(listAllTeams(system, session)).rejects.toMatchObject(nothing);
  for (const teamId of [team.teamId, newId()])
    await expect(setSeats(system, session, { teamId, seatsMax: 5 })).rejects.toMatchObject(nothing);
  expect(await logOf(team)).toEqual([]);
});
