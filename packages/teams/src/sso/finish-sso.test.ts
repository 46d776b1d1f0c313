import { recordAudit } from "@millrace/audit";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { startProvider } from "./provider.fixture.ts";
import { account, CALLBACK, personOf, signInWorld } from "./sign-in.fixture.ts";
import { identityProvider } from "./sso-connection.ts";

const db = await testDatabase();
const { world, provider, teamWithSso, signIn, begin, finish, membersOf } = await signInWorld(db);
afterAll(() => provider.close());

const REFUSED = (reason: string) => expect.objectContaining({ admitted: false, reason });

const trailOf = ({ teamId }: TestTeam) =>
  db.sql(
    "SELECT verb, actor_label, address, after FROM audit_entries WHERE team_id = $1 AND verb <> 'sso.create' ORDER BY sequence",
    [teamId],
  );

async function personWith(email: string): Promise<string> {
  const id = newId();
  await db.sql("INSERT INTO persons (id, email, name) VALUES ($1, $2, 'Ada')", [id, email]);
  return id;
}

async function join({ teamId }: TestTeam, personId: string, role = "viewer"): Promise<void> {
  await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, $3)", [
    teamId,
    personId,
    role,
  ]);
}

function sessionOf(personId: string, over: Partial<Session> = {}): Session {
  return {
    id: newId(),
    person: { id: personId, email: "ada@acme.example", name: "Ada" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: world.clock.now(),
    isOperator: false,
    origin: NO_ORIGIN,
    ...over,
  };
}

describe("who comes in", () => {
  test("somebody new becomes a person without a password and a member with the role of newcomers", async () => {
    const team = await teamWithSso();
    const who = account();
    const personId = personOf(await signIn(team, who));
    const [person] = await db.sql("SELECT * FROM persons WHERE id = $1", [personId]);
    expect(person).toMatchObject({
      email: who.email,
      name: "Grace Hopper",
      password_hash: null,
      email_verified_at: null,
    });
    expect(await membersOf(team)).toEqual([{ person_id: personId, role: "developer", joined_by: "sso" }]);
    expect(await trailOf(team)).toEqual([
      {
        verb: "member.join",
        actor_label: who.email,
        address: "203.0.113.7",
        after: expect.objectContaining({ role: "developer" }),
      },
      {
        verb: "sso.link",
        actor_label: who.email,
        address: "203.0.113.7",
        after: expect.objectContaining({ account: who.email }),
      },
    ]);
  });

  test("the same account again is the same person, and nothing is added", async () => {
    const team = await teamWithSso();
    const who = account();
    const first = personOf(await signIn(team, who));
    expect(personOf(await signIn(team, who))).toBe(first);
    expect(await trailOf(team)).toHaveLength(2);
  });

  test("an account whose address changes at the provider stays the same person", async () => {
    const team = await teamWithSso();
    const who = account();
    const first = personOf(await signIn(team, who));
    expect(personOf(await signIn(team, { ...who, email: `${newId()}@acme.example` }))).toBe(first);
  });

  test("a member with the address is linked and keeps their role", async () => {
    const team = await teamWithSso();
    const who = account();
    const personId = await personWith(who.email ?? "");
    await join(team, personId, "billing");
    expect(personOf(await signIn(team, who))).toBe(personId);
    const rows = await db.sql("SELECT role FROM memberships WHERE person_id = $1", [personId]);
    expect(rows).toEqual([{ role: "billing" }]);
    expect((await trailOf(team)).map(({ verb }) => verb)).toEqual(["sso.link"]);
  });

  test("a person of another team joins this one, and is nothing more in the other", async () => {
    const [team, other] = [await teamWithSso(), await makeTeam(db)];
    const who = account();
    const personId = await personWith(who.email ?? "");
    await join(other, personId);
    expect(personOf(await signIn(team, who))).toBe(personId);
    expect(await membersOf(team)).toHaveLength(1);
    expect(
      await db.sql("SELECT role FROM memberships WHERE team_id = $1 AND person_id = $2", [
        other.teamId,
        personId,
      ]),
    ).toEqual([{ role: "viewer" }]);
  });

  test("a provider that puts the address into the token is read as well", async () => {
    const direct = await startProvider([CALLBACK], { idTokenClaims: true });
    const team = await world.makeTeam(direct.issuer);
    await world.save(team, {
      issuer: direct.issuer,
      clientId: direct.clientId,
      clientSecret: direct.clientSecret,
    });
    direct.account = account();
    const { url, flow } = await begin(team);
    expect(await finish(flow, await direct.visit(url))).toMatchObject({ admitted: true });
    await direct.close();
  });

  test("somebody new joins a team that admits the provider's domains, without confirming their address again", async () => {
    const team = await teamWithSso();
    await db.sql("UPDATE teams SET email_domains = '{acme.example}' WHERE id = $1", [team.teamId]);
    expect(await signIn(team, account())).toMatchObject({ admitted: true });
  });

  test("two tabs of somebody new at once are one person", async () => {
    const team = await teamWithSso();
    provider.account = account();
    const flows = [await begin(team), await begin(team)];
    const returns = await Promise.all(flows.map(({ url }) => provider.visit(url)));
    const answers = await Promise.all(
      flows.map(({ flow }, index) => finish(flow, returns[index] ?? new URL(CALLBACK))),
    );
    expect(new Set(answers.map(personOf)).size).toBe(1);
    expect(await membersOf(team)).toHaveLength(1);
  });
});

describe("who does not", () => {
  test.each([
    ["an address that is not verified", { email_verified: false }, "email_unverified"],
    ["an address of which nothing is said", { email_verified: undefined }, "email_unverified"],
    ["no address", { email: undefined }, "email_unverified"],
    ["an address of another domain", { email: "eve@evil.example" }, "other_domain"],
    ["an address of a subdomain", { email: "eve@sub.acme.example" }, "other_domain"],
    ["an address that ends alike", { email: "eve@notacme.example" }, "other_domain"],
  ])("%s", async (_who, over, reason) => {
    const team = await teamWithSso();
    expect(await signIn(team, account(over))).toEqual(REFUSED(reason));
    expect(await membersOf(team)).toEqual([]);
    expect(await trailOf(team)).toEqual([]);
  });

  test("an address that the company gave to somebody else", async () => {
    const team = await teamWithSso();
    const who = account();
    personOf(await signIn(team, who));
    expect(await signIn(team, { ...who, sub: newId() })).toEqual(REFUSED("other_account"));
  });

  test("an owner whom only their address names; in their own browser they are linked", async () => {
    const team = await teamWithSso();
    const who = account();
    await db.sql("UPDATE persons SET email = $1 WHERE id = $2", [who.email, team.personId]);
    expect(await signIn(team, who)).toEqual(REFUSED("owner_elsewhere"));
    const eve = sessionOf(await personWith(`${newId()}@evil.example`));
    expect(await signIn(team, who, eve)).toEqual(REFUSED("owner_elsewhere"));
    const confined = sessionOf(team.personId, { method: "sso", ssoTeamId: newId() });
    expect(await signIn(team, who, confined)).toEqual(REFUSED("owner_elsewhere"));
    expect(personOf(await signIn(team, who, sessionOf(team.personId)))).toBe(team.personId);
    expect(personOf(await signIn(team, who))).toBe(team.personId);
  });

  test("whom an admin removed, until they are invited; whoever left may come back", async () => {
    const team = await teamWithSso();
    const who = account();
    const personId = personOf(await signIn(team, who));
    await db.sql("DELETE FROM memberships WHERE person_id = $1", [personId]);
    expect(personOf(await signIn(team, who))).toBe(personId);
    await db.sql("DELETE FROM memberships WHERE person_id = $1", [personId]);
    await db.database.inTeam(team.teamId, (tx) =>
      recordAudit(tx, team.as("admin"), {
        verb: "member.remove",
        subjectType: "member",
        subjectId: personId,
      }),
    );
    expect(await signIn(team, who)).toEqual(REFUSED("removed"));
    expect(await membersOf(team)).toEqual([]);
    await join(team, personId);
    expect(personOf(await signIn(team, who))).toBe(personId);
  });

  test("whom an admin removed before they ever came through the provider", async () => {
    const team = await teamWithSso();
    const who = account();
    const personId = await personWith(who.email ?? "");
    await db.database.inTeam(team.teamId, (tx) =>
      recordAudit(tx, team.as("admin"), {
        verb: "member.remove",
        subjectType: "member",
        subjectId: personId,
      }),
    );
    expect(await signIn(team, who)).toEqual(REFUSED("removed"));
  });

  test("whoever turns back at the provider", async () => {
    const team = await teamWithSso();
    provider.account = null;
    const { url, flow } = await begin(team);
    expect(await finish(flow, await provider.visit(url))).toEqual(REFUSED("cancelled"));
  });

  test("a team without a seat left takes nobody in, and makes no person", async () => {
    const team = await teamWithSso();
    await db.sql("UPDATE teams SET seats_max = 1 WHERE id = $1", [team.teamId]);
    const who = account();
    await expect(signIn(team, who)).rejects.toMatchObject({ code: "teams.no_seat" });
    expect(await db.sql("SELECT 1 FROM persons WHERE email = $1", [who.email])).toEqual([]);
  });

  test("a team that admits other domains only takes nobody in", async () => {
    const team = await teamWithSso();
    await db.sql("UPDATE teams SET email_domains = '{b.example}' WHERE id = $1", [team.teamId]);
    await expect(signIn(team, account())).rejects.toMatchObject({ code: "teams.other_domain" });
  });
});

test("people are known by their accounts of this team's provider and of no other", async () => {
  const team = await teamWithSso();
  const who = account();
  const personId = personOf(await signIn(team, who));
  expect(
    await db.sql("SELECT provider, subject, label FROM identities WHERE person_id = $1", [personId]),
  ).toEqual([
    { provider: identityProvider(team.teamId), subject: `${provider.issuer} ${who.sub}`, label: who.email },
  ]);
  const other = await teamWithSso();
  expect(personOf(await signIn(other, who))).toBe(personId);
  expect(await membersOf(other)).toEqual([{ person_id: personId, role: "developer", joined_by: "sso" }]);
});
