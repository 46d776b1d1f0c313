import { newId } from "@millrace/kernel";
import { makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { checkDomains } from "./check-domains.ts";
import { getSso } from "./get-sso.ts";
import { startHostileProvider } from "./hostile-provider.fixture.ts";
import { startProvider } from "./provider.fixture.ts";
import { removeSso } from "./remove-sso.ts";
import { domainRecord } from "./rules/domain-record.ts";
import { saveSso } from "./save-sso.ts";
import { identityProvider, type SsoInput, secretPlace } from "./sso-connection.ts";
import { ssoWorld } from "./sso-team.fixture.ts";

const db = await testDatabase();
const world = ssoWorld(db, ["trusted.example"]);
const provider = await startProvider(["http://localhost:3000/callback"]);
const other = await startHostileProvider();
afterAll(() => Promise.all([provider.close(), other.close()]));

const { issuer } = provider;
const SECRET = "canary-of-the-client-secret";
const input: SsoInput = {
  issuer,
  clientId: "millrace",
  clientSecret: SECRET,
  emailDomains: ["acme.example"],
  defaultRole: "developer",
  required: false,
};

/** Somebody of the team is known by an account at the provider, and signed in through it. */
async function signedInThrough({ teamId, personId }: TestTeam, at = issuer): Promise<void> {
  await db.sql("INSERT INTO identities VALUES ($1, $2, $3, 'ada', now())", [
    identityProvider(teamId),
    `${at} s-1`,
    personId,
  ]);
  await db.sql(
    `INSERT INTO sessions (id, person_id, token_hash, method, sso_team_id, proved_at, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, '', 'sso', $3, now(), now(), now(), now() + interval '1 day')`,
    [newId(), personId, teamId],
  );
}

async function sessionsOf({ teamId }: TestTeam): Promise<number> {
  return (await db.sql("SELECT id FROM sessions WHERE sso_team_id = $1", [teamId])).length;
}

async function trailOf({ teamId }: TestTeam) {
  return db.sql("SELECT verb, before, after FROM audit_entries WHERE team_id = $1 ORDER BY sequence", [
    teamId,
  ]);
}

describe("saveSso", () => {
  test("keeps the connection, its secret sealed, and tells the log without it", async () => {
    const team = await world.makeTeam(issuer);
    const saved = await saveSso(world.as(team, "admin"), { ...input, emailDomains: [" @ACME.example "] });
    expect(saved).toEqual({
      issuer,
      clientId: "millrace",
      hasClientSecret: true,
      emailDomains: ["acme.example"],
      defaultRole: "developer",
      requiredSince: null,
      updatedAt: expect.any(Date),
    });
    expect(await getSso(team.as("admin"))).toEqual(saved);
    const [row] = await db.sql(
      "SELECT sealed_client_secret AS sealed FROM sso_connections WHERE team_id = $1",
      [team.teamId],
    );
    const sealed = row?.sealed as Buffer;
    expect(sealed.includes(SECRET)).toBe(false);
    const opened = db.database.inSystem((tx) => world.secrets.open(tx, secretPlace(team.teamId), sealed));
    expect(await opened).toBe(SECRET);
    const trail = await trailOf(team);
    expect(trail).toMatchObject([
      { verb: "sso.create", before: null, after: { issuer, clientSecretChanged: true } },
    ]);
    expect(JSON.stringify(trail)).not.toContain(SECRET);
  });

  test("without a secret keeps the one that is there, and null takes it away", async () => {
    const team = await world.makeTeam(issuer);
    const ctx = world.as(team, "owner");
    await saveSso(ctx, input);
    const { clientSecret: _kept, ...same } = input;
    expect(await saveSso(ctx, { ...same, defaultRole: "viewer" })).toMatchObject({
      hasClientSecret: true,
      defaultRole: "viewer",
    });
    expect(await saveSso(ctx, { ...same, clientSecret: null })).toMatchObject({ hasClientSecret: false });
    expect((await trailOf(team)).map(({ verb }) => verb)).toEqual(["sso.create", "sso.update", "sso.update"]);
  });

  test("a kept secret goes to no other provider and no other client", async () => {
    const team = await world.makeTeam(issuer);
    world.publish("acme.example", { teamId: team.teamId, issuer: other.issuer });
    const ctx = world.as(team, "owner");
    await saveSso(ctx, input);
    const { clientSecret: _kept, ...same } = input;
    for (const change of [{ issuer: other.issuer }, { clientId: "another" }]) {
      await expect(saveSso(ctx, { ...same, ...change })).rejects.toMatchObject({
        code: "teams.sso_secret_missing",
        param: "clientSecret",
      });
    }
  });

  test("another provider or client ends what came through the old one", async () => {
    for (const change of [{ issuer: other.issuer }, { clientId: "another" }]) {
      const team = await world.makeTeam(issuer);
      world.publish("acme.example", { teamId: team.teamId, issuer: other.issuer });
      const ctx = world.as(team, "owner");
      await saveSso(ctx, input);
      await signedInThrough(team);
      await saveSso(ctx, { ...input, defaultRole: "viewer" });
      expect(await sessionsOf(team)).toBe(1);
      await saveSso(ctx, { ...input, ...change });
      expect(await sessionsOf(team)).toBe(0);
      expect(
        await db.sql("SELECT 1 FROM identities WHERE provider = $1", [identityProvider(team.teamId)]),
      ).toEqual([]);
    }
  });

  test("requiring it needs that somebody came in through this very client", async () => {
    const team = await world.makeTeam(issuer);
    const ctx = world.as(team, "owner");
    const UNTRIED = { kind: "precondition", code: "teams.sso_untried" };
    await expect(saveSso(ctx, { ...input, required: true })).rejects.toMatchObject(UNTRIED);
    await saveSso(ctx, input);
    await expect(saveSso(ctx, { ...input, required: true })).rejects.toMatchObject(UNTRIED);
    await signedInThrough(team);
    await expect(saveSso(ctx, { ...input, clientId: "another", required: true })).rejects.toMatchObject(
      UNTRIED,
    );
    const required = await saveSso(ctx, { ...input, required: true });
    expect(required.requiredSince).not.toBeNull();
    world.clock.advance(1_000);
    const again = await saveSso(ctx, { ...input, required: true, defaultRole: "viewer" });
    expect(again.requiredSince).toEqual(required.requiredSince);
  });

  test.each([
    ["owner", "teams.sso_invalid"],
    ["nobody", "teams.sso_invalid"],
    [newId(), "teams.no_such_role"],
  ])("newcomers cannot become %s", async (defaultRole, code) => {
    const team = await world.makeTeam(issuer);
    await expect(saveSso(world.as(team, "owner"), { ...input, defaultRole })).rejects.toMatchObject({ code });
  });

  test("whoever sets it up gives newcomers no role that is beyond their own", async () => {
    const team = await world.makeTeam(issuer);
    const role = newId();
    await db.sql("INSERT INTO roles VALUES ($1, $2, 'Door', '{team.read,sso.write}', NULL, now(), now())", [
      team.teamId,
      role,
    ]);
    await db.sql("UPDATE memberships SET role = $1 WHERE person_id = $2", [role, team.personId]);
    const { actor, ...rest } = world.as(team, role);
    const ctx = { ...rest, actor: { ...actor, grants: ["team.read", "sso.write"] } };
    await expect(saveSso(ctx, { ...input, defaultRole: "admin" })).rejects.toMatchObject({
      code: "teams.role_beyond_you",
    });
    expect(await saveSso(ctx, { ...input, defaultRole: role })).toMatchObject({ defaultRole: role });
  });

  test("only whoever holds sso.write may look or save, before anybody else is asked", async () => {
    const team = await world.makeTeam(other.issuer);
    const asked = other.received.length;
    for (const role of ["developer", "billing", "viewer"]) {
      const ctx = world.as(team, role);
      const NOT_ALLOWED = { kind: "forbidden", code: "teams.not_allowed" };
      await expect(saveSso(ctx, { ...input, issuer: other.issuer })).rejects.toMatchObject(NOT_ALLOWED);
      await expect(getSso(ctx)).rejects.toMatchObject(NOT_ALLOWED);
      await expect(removeSso(ctx)).rejects.toMatchObject(NOT_ALLOWED);
      await expect(checkDomains(ctx, input)).rejects.toMatchObject(NOT_ALLOWED);
    }
    expect(other.received.length).toBe(asked);
    expect(await trailOf(team)).toEqual([]);
  });

  test("one team's connection is no other's", async () => {
    const [team, stranger] = [await world.makeTeam(issuer), await makeTeam(db)];
    await saveSso(world.as(team, "owner"), input);
    expect(await getSso(stranger.as("owner"))).toBeNull();
    await expect(removeSso(stranger.as("owner"))).rejects.toMatchObject({
      kind: "not_found",
      code: "teams.no_sso",
    });
    expect(await getSso(team.as("owner"))).not.toBeNull();
    const role = newId();
    await db.sql("INSERT INTO roles VALUES ($1, $2, 'Guest', '{team.read}', NULL, now(), now())", [
      stranger.teamId,
      role,
    ]);
    await expect(saveSso(world.as(team, "owner"), { ...input, defaultRole: role })).rejects.toMatchObject({
      code: "teams.no_such_role",
    });
  });

  test("two at once: one is saved, the other is told", async () => {
    const team = await world.makeTeam(issuer);
    const own = world.as(team, "owner");
    const bothAsk = Promise.withResolvers<void>();
    let asking = 0;
    // Neither goes on before both have read what was there before, however long that takes.
    const readTxt = async (name: string) => {
      asking += 1;
      if (asking === 2) bothAsk.resolve();
      await bothAsk.promise;
      return own.outgoing.readTxt(name);
    };
    const ctx = { ...own, outgoing: { ...own.outgoing, readTxt } };
    const outcomes = await Promise.allSettled(
      ["developer", "viewer"].map((defaultRole) => saveSso(ctx, { ...input, defaultRole })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { kind: "conflict", code: "teams.sso_changed" },
    });
    expect(await trailOf(team)).toHaveLength(1);
  });

  test.each([
    [{ issuer: "http://169.254.169.254/" }, "outgoing.refused"],
    [{ issuer: "https://localhost/" }, "outgoing.refused"],
    [{ issuer: "ftp://idp.example.com" }, "teams.sso_issuer"],
    [{ issuer: "" }, "teams.sso_invalid"],
    [{ issuer: `https://idp.example.com/${"x".repeat(300)}` }, "teams.sso_invalid"],
    [{ clientId: " " }, "teams.sso_invalid"],
    [{ clientId: "x".repeat(301) }, "teams.sso_invalid"],
    [{ clientSecret: "" }, "teams.sso_invalid"],
    [{ clientSecret: "x".repeat(1_001) }, "teams.sso_invalid"],
    [{ emailDomains: [] }, "teams.sso_invalid"],
    [{ emailDomains: ["acme"] }, "teams.sso_invalid"],
    [{ emailDomains: Array.from({ length: 21 }, (_, n) => `d${n}.example`) }, "teams.sso_invalid"],
  ])("%j is refused and leaves nothing", async (change, code) => {
    const team = await world.makeTeam(issuer);
    await expect(saveSso(world.as(team, "owner"), { ...input, ...change })).rejects.toMatchObject({ code });
    expect(await getSso(team.as("owner"))).toBeNull();
  });
});

describe("domains", () => {
  const UNPROVEN = { kind: "invalid", code: "teams.sso_domain_unproven", param: "emailDomains" };

  test("one that says nothing is refused, and the refusal says what it has to say", async () => {
    const team = await world.makeTeam(issuer);
    const { name, value } = domainRecord("victim.example", { teamId: team.teamId, issuer });
    const attempt = saveSso(world.as(team, "owner"), {
      ...input,
      emailDomains: ["acme.example", "victim.example"],
    });
    await expect(attempt).rejects.toMatchObject({ ...UNPROVEN, message: expect.stringContaining(name) });
    await expect(attempt).rejects.toMatchObject({ message: expect.stringContaining(value) });
  });

  test("what it says to one team or of one provider holds for no other", async () => {
    const [team, stranger] = [await world.makeTeam(issuer), await makeTeam(db)];
    await expect(saveSso(world.as(stranger, "owner"), input)).rejects.toMatchObject(UNPROVEN);
    const ctx = world.as(team, "owner");
    await saveSso(ctx, input);
    await expect(saveSso(ctx, { ...input, issuer: other.issuer })).rejects.toMatchObject(UNPROVEN);
  });

  test("one that the operator trusts needs no record", async () => {
    const team = await makeTeam(db);
    const saved = await saveSso(world.as(team, "owner"), { ...input, emailDomains: ["trusted.example"] });
    expect(saved.emailDomains).toEqual(["trusted.example"]);
  });

  test("each is shown with its record and how it stands", async () => {
    const team = await world.makeTeam(issuer);
    const checks = await checkDomains(world.as(team, "owner"), {
      issuer,
      emailDomains: ["acme.example", "trusted.example", "victim.example"],
    });
    expect(checks.map(({ domain, state }) => [domain, state])).toEqual([
      ["acme.example", "proven"],
      ["trusted.example", "trusted"],
      ["victim.example", "unproven"],
    ]);
  });
});

describe("removeSso", () => {
  test("ends the connection and what came through it; members stay", async () => {
    const team = await world.makeTeam(issuer);
    await saveSso(world.as(team, "owner"), input);
    await signedInThrough(team);
    await removeSso(team.as("admin"));
    expect(await getSso(team.as("owner"))).toBeNull();
    expect(await sessionsOf(team)).toBe(0);
    expect(await db.sql("SELECT 1 FROM memberships WHERE team_id = $1", [team.teamId])).toHaveLength(1);
    expect((await trailOf(team)).at(-1)).toMatchObject({
      verb: "sso.delete",
      before: { issuer },
      after: null,
    });
    await expect(removeSso(team.as("owner"))).rejects.toMatchObject({ code: "teams.no_sso" });
  });
});
