import type { SystemContext } from "@millrace/db";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { createTeam } from "./create-team.ts";
import { enterTeam } from "./enter-team.ts";
import { foundTeam } from "./found-team.ts";
import { listTeams } from "./list-teams.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx: SystemContext = { database: db.database, clock };

function sessionOf(
  { personId, email }: { personId: string; email: string },
  ssoTeamId: string | null = null,
): Session {
  return {
    id: newId(),
    person: { id: personId, email, name: "Ada" },
    method: ssoTeamId === null ? "password" : "sso",
    ssoTeamId,
    secondFactorAt: null,
    provedAt: clock.now(),
    isOperator: false,
    origin: { ...NO_ORIGIN, address: "203.0.113.7" },
  };
}

describe("createTeam", () => {
  test("the owner is in it, and the log says so", async () => {
    const { personId, email } = await makeTeam(db);
    const team = await createTeam(ctx, { name: "Mill & Söhne", currency: "EUR", ownerId: personId });
    expect(team.handle).toMatch(/^mill-sohne-[a-z0-9]{6}$/);
    const members = await db.sql("SELECT person_id, role FROM memberships WHERE team_id = $1", [team.id]);
    expect(members).toEqual([{ person_id: personId, role: "owner" }]);
    const trail = await db.sql("SELECT verb, actor_label, after FROM audit_entries WHERE team_id = $1", [
      team.id,
    ]);
    expect(trail).toEqual([
      {
        verb: "team.create",
        actor_label: "system",
        after: { name: "Mill & Söhne", currency: "EUR", owner: email },
      },
    ]);
  });

  test("a name without a letter that addresses know still makes one", async () => {
    const { personId } = await makeTeam(db);
    const team = await createTeam(ctx, { name: "水车", currency: "CNY", ownerId: personId });
    expect(team.handle).toMatch(/^team-[a-z0-9]{6}$/);
  });

  test("a team without a real owner or currency is refused, and leaves nothing", async () => {
    const input = { name: "Ghost town", currency: "USD", ownerId: newId() };
    await expect(createTeam(ctx, input)).rejects.toMatchObject({ code: "teams.no_such_person" });
    await expect(createTeam(ctx, { ...input, currency: "ABC" })).rejects.toMatchObject({ param: "currency" });
    expect(await db.sql("SELECT id FROM teams WHERE name = 'Ghost town'")).toEqual([]);
  });
});

describe("foundTeam", () => {
  test("whoever founds a team owns it, which its log tells of them", async () => {
    const founder = await makeTeam(db);
    const team = await foundTeam(ctx, sessionOf(founder), { name: " Second mill ", currency: "EUR" });
    expect(team).toMatchObject({ name: "Second mill", currency: "EUR" });
    expect(await enterTeam(ctx, sessionOf(founder), team.handle)).toMatchObject({ actor: { role: "owner" } });
    const trail = await db.sql(
      "SELECT verb, actor_label, person_id, address FROM audit_entries WHERE team_id = $1",
      [team.id],
    );
    expect(trail).toEqual([
      {
        verb: "team.create",
        actor_label: founder.email,
        person_id: founder.personId,
        address: "203.0.113.7",
      },
    ]);
  });

  test("one person owns twenty teams and no more, however many they found at once", async () => {
    const session = sessionOf(await makeTeam(db));
    for (let owned = 1; owned < 19; owned++) await foundTeam(ctx, session, { name: "Mill", currency: "USD" });
    const race = await Promise.allSettled(
      [1, 2, 3].map(() => foundTeam(ctx, session, { name: "Last mill", currency: "USD" })),
    );
    const refused = race.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(2);
    for (const reason of refused) expect(reason).toMatchObject({ code: "teams.too_many_teams" });
    expect(await listTeams(ctx, session)).toHaveLength(20);
  });

  test("a session of a team's own provider founds none", async () => {
    const founder = await makeTeam(db);
    const confined = sessionOf(founder, founder.teamId);
    await expect(foundTeam(ctx, confined, { name: "Mill", currency: "USD" })).rejects.toMatchObject({
      kind: "forbidden",
      code: "teams.confined_session",
    });
  });

  test.each([
    { name: "", currency: "USD" },
    ...["a\u202eb", "a\u200bb", "\u3164", "\u2800", "Mill\u{e0041}", "a\u034fb", "\u115f"].map((name) => ({
      name,
      currency: "USD",
    })),
    { name: "Mill", currency: "usd" },
    { name: "x".repeat(81), currency: "USD" },
  ])("%j is no team", async (input) => {
    const founder = await makeTeam(db);
    await expect(foundTeam(ctx, sessionOf(founder), input)).rejects.toMatchObject({
      code: "teams.team_invalid",
    });
  });
});

describe("enterTeam", () => {
  test("a person works in a team as what they are there now", async () => {
    const team = await makeTeam(db);
    await db.sql("UPDATE memberships SET role = 'viewer' WHERE person_id = $1", [team.personId]);
    const member = await enterTeam(ctx, sessionOf(team), team.handle);
    expect(member?.actor).toEqual({
      teamId: team.teamId,
      personId: team.personId,
      role: "viewer",
      label: team.email,
      address: "203.0.113.7",
    });
  });

  test("a role of the team's own brings what it was given", async () => {
    const team = await makeTeam(db);
    const role = newId();
    await db.sql(
      "INSERT INTO roles (team_id, id, name, permissions, created_at, updated_at) VALUES ($1, $2, 'Auditor', $3, now(), now())",
      [team.teamId, role, ["audit.read"]],
    );
    await db.sql("UPDATE memberships SET role = $2 WHERE person_id = $1", [team.personId, role]);
    expect((await enterTeam(ctx, sessionOf(team), team.handle))?.actor).toMatchObject({
      role,
      grants: ["audit.read"],
    });
  });

  test("another's team, one that was left, and one that does not exist are the same", async () => {
    const [mine, other] = [await makeTeam(db), await makeTeam(db)];
    expect(await enterTeam(ctx, sessionOf(mine), other.handle)).toBeNull();
    expect(await enterTeam(ctx, sessionOf(mine), "nowhere-abcdef")).toBeNull();
    expect(await enterTeam(ctx, sessionOf(mine), "'; --")).toBeNull();
    await db.sql("DELETE FROM memberships WHERE person_id = $1", [mine.personId]);
    expect(await enterTeam(ctx, sessionOf(mine), mine.handle)).toBeNull();
  });

  test("a session of one team's own provider opens that team alone", async () => {
    const mine = await makeTeam(db);
    const second = await createTeam(ctx, { name: "Second", currency: "USD", ownerId: mine.personId });
    const session = sessionOf(mine, second.id);
    expect(await enterTeam(ctx, session, mine.handle)).toBeNull();
    expect((await enterTeam(ctx, session, second.handle))?.team).toEqual(second);
    expect((await listTeams(ctx, session)).map(({ id }) => id)).toEqual([second.id]);
  });
});
