import { recordAudit } from "@millrace/audit";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { beginSso } from "./begin-sso.ts";
import { finishSso, type SsoAnswer } from "./finish-sso.ts";
import { type Account, startProvider, testOutgoing } from "./provider.fixture.ts";
import { identityProvider } from "./sso-connection.ts";
import type { SsoFlow } from "./sso-flow.ts";
import { ssoWorld } from "./sso-team.fixture.ts";

const CALLBACK = "http://localhost:3000/api/sso/callback";
const db = await testDatabase();
const world = ssoWorld(db);
const provider = await startProvider([CALLBACK]);
afterAll(() => provider.close());

const origin = { ...NO_ORIGIN, address: "203.0.113.7" };
const REFUSED = (reason: string) => expect.objectContaining({ admitted: false, reason });

async function teamWithSso(): Promise<TestTeam> {
  const team = await world.makeTeam(provider.issuer);
  const { issuer, clientId, clientSecret } = provider;
  await world.save(team, { issuer, clientId, clientSecret });
  return team;
}

function account(over: Partial<Account> = {}): Account {
  const sub = newId();
  return { sub, email: `${sub}@acme.example`, email_verified: true, name: "Grace Hopper", ...over };
}

const begin = ({ handle }: TestTeam) => beginSso(world.system, { handle, redirectUri: CALLBACK, origin });

function finish(flow: SsoFlow, callbackUrl: URL, session: Session | null = null): Promise<SsoAnswer> {
  return finishSso(world.system, { flow, callbackUrl, origin, session });
}

/** From our page to the provider's and back, as this account. */
async function signIn(team: TestTeam, who: Account, session: Session | null = null): Promise<SsoAnswer> {
  provider.account = who;
  const { url, flow } = await begin(team);
  return finish(flow, await provider.visit(url), session);
}

function personOf(answer: SsoAnswer): string {
  if (!answer.admitted) throw new Error(`refused: ${answer.reason}: ${answer.internal}`);
  return answer.personId;
}

const membersOf = ({ teamId }: TestTeam) =>
  db.sql("SELECT person_id, role, joined_by FROM memberships WHERE team_id = $1 AND joined_by = 'sso'", [
    teamId,
  ]);

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
    origin,
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

describe("what a browser brings back", () => {
  let team: TestTeam;
  beforeEach(async () => {
    team = await teamWithSso();
    provider.account = account();
  });

  test("works once", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    expect(await finish(flow, callbackUrl)).toMatchObject({ admitted: true });
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
  });

  test("belongs to the flow of this browser: state, nonce and proof are its own", async () => {
    const mine = await begin(team);
    const eves = await begin(team);
    const callbackUrl = await provider.visit(mine.url);
    expect(await finish(eves.flow, callbackUrl)).toEqual(REFUSED("invalid"));
    for (const key of ["state", "nonce", "codeVerifier"] as const) {
      const { url, flow } = await begin(team);
      const other = { ...flow, [key]: eves.flow[key] };
      expect(await finish(other, await provider.visit(url)), key).toEqual(REFUSED("invalid"));
    }
    expect(await membersOf(team)).toEqual([]);
  });

  test.each([
    ["without a state", (url: URL) => url.searchParams.delete("state")],
    ["with two states", (url: URL) => url.searchParams.append("state", "x")],
    ["without a code", (url: URL) => url.searchParams.delete("code")],
    ["with another code", (url: URL) => url.searchParams.set("code", "guess")],
    ["of another issuer", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["of no issuer where the provider names itself", (url: URL) => url.searchParams.delete("iss")],
    ["at another address", (url: URL) => (url.pathname = "/api/sso/other-abcdef/callback")],
    ["at another host", (url: URL) => (url.host = "evil.example")],
  ])("%s is refused", async (_what, change) => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    change(callbackUrl);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
    expect(await membersOf(team)).toEqual([]);
  });

  test("after ten minutes is refused", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    world.clock.advance(10 * 60_000 + 1);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
  });

  test("after the team changed its provider or ended single sign-on is refused", async () => {
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    await db.sql("UPDATE sso_connections SET client_id = 'another' WHERE team_id = $1", [team.teamId]);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
    await db.sql("DELETE FROM sso_connections WHERE team_id = $1", [team.teamId]);
    expect(await finish(flow, callbackUrl)).toEqual(REFUSED("invalid"));
  });

  test("for one team opens no other of the same provider", async () => {
    const other = await teamWithSso();
    const { url, flow } = await begin(team);
    const callbackUrl = await provider.visit(url);
    const answer = await finish({ ...flow, teamId: other.teamId }, callbackUrl);
    // The flow is sealed by us; if it were not, the team that it names would still be the one that is entered.
    expect(answer).toMatchObject({ admitted: true, team: { id: other.teamId } });
    expect(await membersOf(team)).toEqual([]);
  });

  test("with a client secret that is not right is refused", async () => {
    const { issuer, clientId } = provider;
    await world.save(team, { issuer, clientId, clientSecret: "not the secret" });
    const { url, flow } = await begin(team);
    expect(await finish(flow, await provider.visit(url))).toEqual(REFUSED("invalid"));
  });
});

describe("beginSso", () => {
  test("asks for a code with proof, state and nonce, each new", async () => {
    const team = await teamWithSso();
    const starts = [await begin(team), await begin(team)];
    const queries = starts.map(({ url }) => new URL(url).searchParams);
    for (const query of queries) {
      expect(Object.fromEntries(query)).toMatchObject({
        response_type: "code",
        code_challenge_method: "S256",
        redirect_uri: CALLBACK,
        scope: "openid email profile",
      });
    }
    for (const name of ["state", "nonce", "code_challenge"]) {
      expect(new Set(queries.map((query) => query.get(name))).size, name).toBe(2);
    }
    expect(starts[0]?.url).not.toContain(starts[0]?.flow.codeVerifier);
  });

  test("a team without single sign-on and one that does not exist are told alike", async () => {
    const { handle } = await makeTeam(db);
    const answers = await Promise.all(
      [handle, "no-such-team-abc123", "", "../x", "' OR 1=1 --"].map((one) =>
        beginSso(world.system, { handle: one, redirectUri: CALLBACK, origin }).catch((err) => err),
      ),
    );
    for (const answer of answers) {
      expect(answer).toMatchObject({ kind: "not_found", code: "teams.no_sso" });
      expect(answer.message).toBe(answers[0].message);
    }
  });

  test("whoever sets out again and again is stopped, and only they", async () => {
    const [near, far] = ["192.0.2.1", "192.0.2.2"].map((address) => ({ ...NO_ORIGIN, address }));
    const setOut = (from = near) =>
      beginSso(world.system, {
        handle: "no-such-team-abc123",
        redirectUri: CALLBACK,
        origin: from ?? NO_ORIGIN,
      }).catch(({ code }) => code);
    for (let departure = 0; departure < 300; departure++) expect(await setOut()).toBe("teams.no_sso");
    expect(await setOut()).toBe("people.too_many_attempts");
    expect(await setOut(far)).toBe("teams.no_sso");
    world.clock.advance(15 * 60_000);
    expect(await setOut()).toBe("teams.no_sso");
  });

  test("a provider that is away is told apart, before and after", async () => {
    const away = await startProvider([CALLBACK]);
    const team = await world.makeTeam(away.issuer);
    await world.save(team, { issuer: away.issuer, clientId: away.clientId, clientSecret: away.clientSecret });
    away.account = account();
    const { url, flow } = await begin(team);
    const callbackUrl = await away.visit(url);
    await away.close();
    await expect(finish(flow, callbackUrl)).rejects.toMatchObject({
      kind: "unavailable",
      code: "outgoing.failed",
    });
    const elsewhere = { ...world.system, outgoing: testOutgoing() };
    await expect(
      beginSso(elsewhere, { handle: team.handle, redirectUri: CALLBACK, origin }),
    ).rejects.toMatchObject({
      kind: "unavailable",
    });
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
