import { describe, expect, test } from "vitest";
import { inviteByLink } from "../invitations/invite-by-link.ts";
import { actingIn, db, logOf, makeTeamOf } from "../teams.fixture.ts";
import { getTeamSettings } from "./get-team-settings.ts";
import { updateTeam } from "./update-team.ts";

describe("a team's settings", () => {
  test("are read with the seats that are taken, by everybody in the team", async () => {
    const { owner, people } = await makeTeamOf("viewer");
    await inviteByLink(owner, { role: "viewer" });
    const viewer = people[0]?.ctx ?? owner;
    expect(await getTeamSettings(viewer)).toMatchObject({ emailDomains: [], seatsMax: null, seatsTaken: 3 });
  });

  test("are changed, which the log tells before and after", async () => {
    const { team, owner } = await makeTeamOf();
    const { name } = await getTeamSettings(owner);
    await updateTeam(owner, { name: " Upper mill ", emailDomains: ["B.example", "@a.example"] });
    expect(await getTeamSettings(owner)).toMatchObject({
      name: "Upper mill",
      emailDomains: ["a.example", "b.example"],
    });
    const [entry] = await db.sql("SELECT verb, before, after FROM audit_entries WHERE team_id = $1", [
      team.teamId,
    ]);
    expect(entry).toEqual({
      verb: "team.update",
      before: { name, emailDomains: [] },
      after: { name: "Upper mill", emailDomains: ["a.example", "b.example"] },
    });
  });

  test("that stay as they are leave no entry", async () => {
    const { team, owner } = await makeTeamOf();
    const { name } = await getTeamSettings(owner);
    await updateTeam(owner, { name, emailDomains: [] });
    expect(await logOf(team)).toEqual([]);
  });

  test.each(["developer", "billing", "viewer"])("a %s changes none", async (role) => {
    const { team, people } = await makeTeamOf(role);
    const acting = people[0]?.ctx;
    if (!acting) throw new Error("one person was asked for");
    const wanted = { name: "Mine", emailDomains: [] };
    const refused = { kind: "forbidden", code: "teams.not_allowed" };
    await expect(updateTeam(acting, wanted)).rejects.toMatchObject(refused);
    // What the call claims of its actor is not what holds.
    const stale = actingIn(team, people[0] ?? { personId: "", email: "" }, "admin");
    await expect(updateTeam(stale, wanted)).rejects.toMatchObject(refused);
    expect(await logOf(team)).toEqual([]);
  });

  test("are of one team: another's stay", async () => {
    const [mine, theirs] = [await makeTeamOf(), await makeTeamOf()];
    const before = await getTeamSettings(theirs.owner);
    await updateTeam(mine.owner, { name: "Ours", emailDomains: ["a.example"] });
    expect(await getTeamSettings(theirs.owner)).toEqual(before);
  });

  test.each([
    { name: "", emailDomains: [] },
    { name: "a\u0000b", emailDomains: [] },
    { name: "Mill", emailDomains: ["example"] },
    { name: "Mill", emailDomains: ["а.example"] },
    { name: "Mill", emailDomains: Array.from({ length: 51 }, (_, index) => `d${index}.example`) },
  ])("%j are none", async (input) => {
    const { owner } = await makeTeamOf();
    await expect(updateTeam(owner, input)).rejects.toMatchObject({ code: "teams.team_invalid" });
  });
});
