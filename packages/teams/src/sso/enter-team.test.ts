import type { SystemContext } from "@millrace/db";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { enterTeam } from "../enter-team.ts";
import { needsSso } from "./needs-sso.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx: SystemContext = { database: db.database, clock };

/** A team that demands its provider. */
async function demanding(): Promise<TestTeam> {
  const team = await makeTeam(db);
  await db.sql(
    `INSERT INTO sso_connections (team_id, issuer, client_id, sealed_client_secret, default_role, email_domains, required_since, created_at, updated_at)
     VALUES ($1, 'https://idp.example.com', 'c', '', 'viewer', '{example.test}', now(), now(), now())`,
    [team.teamId],
  );
  return team;
}

function sessionOf({ personId, email }: TestTeam, over: Partial<Session> = {}): Session {
  const origin = { ...NO_ORIGIN, address: "203.0.113.7" };
  return {
    id: newId(),
    person: { id: personId, email, name: "Ada" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: clock.now(),
    isOperator: false,
    origin,
    ...over,
  };
}

const bypasses = ({ teamId }: TestTeam) =>
  db.sql("SELECT actor_label, address, after FROM audit_entries WHERE team_id = $1 AND verb = 'sso.bypass'", [
    teamId,
  ]);

async function become(team: TestTeam, role: string): Promise<void> {
  await db.sql("UPDATE memberships SET role = $1 WHERE person_id = $2", [role, team.personId]);
}

describe("a team that demands its provider", () => {
  test("lets a session of the provider in, and tells other members where to go", async () => {
    const team = await demanding();
    await become(team, "developer");
    const password = sessionOf(team);
    const sso = sessionOf(team, { method: "sso", ssoTeamId: team.teamId });
    expect(await enterTeam(ctx, password, team.handle)).toBeNull();
    expect(await needsSso(ctx, password, team.handle)).toMatchObject({ id: team.teamId });
    expect(await enterTeam(ctx, sso, team.handle)).toMatchObject({ actor: { role: "developer" } });
    expect(await needsSso(ctx, sso, team.handle)).toBeNull();
  });

  test("does not exist for whoever is not in it", async () => {
    const [team, stranger] = [await demanding(), await makeTeam(db)];
    const session = sessionOf(stranger);
    expect(await enterTeam(ctx, session, team.handle)).toBeNull();
    expect(await needsSso(ctx, session, team.handle)).toBeNull();
    expect(await needsSso(ctx, session, "no-such-team-abc123")).toBeNull();
    expect(await needsSso(ctx, session, "' OR 1=1 --")).toBeNull();
    expect(await needsSso(ctx, session, stranger.handle)).toBeNull();
  });

  test("an owner comes in with a second factor, which the log tells once a session", async () => {
    const team = await demanding();
    expect(await enterTeam(ctx, sessionOf(team), team.handle)).toBeNull();
    expect(await bypasses(team)).toEqual([]);
    const session = sessionOf(team, { secondFactorAt: clock.now() });
    for (let request = 0; request < 3; request++) {
      expect(await enterTeam(ctx, session, team.handle)).toMatchObject({ actor: { role: "owner" } });
    }
    expect(await bypasses(team)).toEqual([
      { actor_label: team.email, address: "203.0.113.7", after: { method: "password" } },
    ]);
    await enterTeam(ctx, sessionOf(team, { secondFactorAt: clock.now() }), team.handle);
    expect(await bypasses(team)).toHaveLength(2);
  });

  test("an admin does not, whatever they show", async () => {
    const team = await demanding();
    await become(team, "admin");
    expect(await enterTeam(ctx, sessionOf(team, { secondFactorAt: clock.now() }), team.handle)).toBeNull();
    expect(await bypasses(team)).toEqual([]);
  });
});

test("a session of one team's provider opens no other team, whoever its person is there", async () => {
  const [mine, other] = [await makeTeam(db), await makeTeam(db)];
  await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, 'owner')", [
    other.teamId,
    mine.personId,
  ]);
  const session = sessionOf(mine, { method: "sso", ssoTeamId: mine.teamId, secondFactorAt: clock.now() });
  expect(await enterTeam(ctx, session, mine.handle)).not.toBeNull();
  expect(await enterTeam(ctx, session, other.handle)).toBeNull();
  expect(await needsSso(ctx, session, other.handle)).toBeNull();
});
