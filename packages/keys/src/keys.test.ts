import type { SystemContext } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { API_KEYS_MAX, createKey, findKeyByHash, listKeys, parseKey, revokeKey } from "./index.ts";
import { deploy, faultOf } from "./keys.fixture.ts";

const db = await testDatabase();
const clock = fakeClock();
const system: SystemContext = { database: db.database, clock };

async function look(secret: string) {
  const parsed = parseKey(secret);
  return parsed && findKeyByHash(system, parsed.hash);
}

async function trail(teamId: string) {
  return db.sql("SELECT verb, subject_id, before, after FROM audit_entries WHERE team_id = $1 ORDER BY id", [
    teamId,
  ]);
}

describe("createKey", () => {
  test("the key works at once, and is stored as a hash only", async () => {
    const team = await makeTeam(db, clock);
    const { key, secret } = await createKey(team.as("developer"), { name: "  Search box " });

    expect(key).toEqual({
      id: expect.any(String),
      name: "Search box",
      prefix: "mr_live_",
      lastFour: secret.slice(-4),
      createdBy: { id: team.personId, label: "Ada" },
      isService: false,
      deploymentIds: [],
      apis: [],
      allowedIps: [],
      createdAt: clock.now(),
      expiresAt: null,
      replacedBy: null,
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(await look(secret)).toMatchObject({ id: key.id, teamId: team.teamId, revokedAt: null });
    const rows = await db.sql("SELECT row_to_json(k)::text AS text FROM api_keys k WHERE id = $1", [key.id]);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(8, 40));
  });

  test("the log names the key, never the secret", async () => {
    const team = await makeTeam(db, clock);
    const { key, secret } = await createKey(team.as("owner"), { name: "Batch" });
    const entries = await trail(team.teamId);
    expect(entries).toEqual([
      {
        verb: "key.create",
        subject_id: key.id,
        before: null,
        after: {
          name: "Batch",
          lastFour: key.lastFour,
          isService: false,
          deploymentIds: [],
          apis: [],
          allowedIps: [],
          expiresAt: null,
        },
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain(secret.slice(8, 40));
  });

  test("the key keeps its scopes as they are written once, and its expiry", async () => {
    const team = await makeTeam(db, clock);
    const deploymentId = await deploy(db, team.teamId);
    const expiresAt = new Date(clock.now().getTime() + 60_000);
    const { key, secret } = await createKey(team.as("owner"), {
      name: "Narrow",
      deploymentIds: [deploymentId.toUpperCase(), deploymentId],
      apis: ["oip", "oip"],
      allowedIps: [" 203.0.113.7", "2001:DB8:0:0::/64", "::ffff:203.0.113.7"],
      expiresAt,
      isService: true,
    });
    const scopes = {
      deploymentIds: [deploymentId],
      apis: ["oip"],
      allowedIps: ["203.0.113.7", "2001:db8::/64"],
    };
    expect(key).toMatchObject({ ...scopes, expiresAt, isService: true });
    expect(await look(secret)).toMatchObject({ ...scopes, expiresAt });
    expect(await listKeys(team.as("owner"))).toEqual([key]);
  });

  test("another team's deployment looks exactly like one that does not exist", async () => {
    const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    const own = await deploy(db, ours.teamId);
    const foreign = await deploy(db, theirs.teamId);
    const naming = (id: string) => createKey(ours.as("owner"), { name: "x", deploymentIds: [own, id] });
    const refused = await faultOf(naming(foreign));
    expect(refused).toEqual(await faultOf(naming(newId())));
    expect(refused).toMatchObject({ kind: "not_found", code: "keys.no_such_deployment" });
    expect(await listKeys(ours.as("owner"))).toEqual([]);
  });

  test.each([
    [{ deploymentIds: ["x"] }, "deploymentIds.0"],
    [{ allowedIps: ["10.0.0.0/33"] }, "allowedIps.0"],
    [{ allowedIps: Array.from({ length: 51 }, (_, n) => `10.0.0.${n}`) }, "allowedIps"],
    [{ apis: ["soap" as "oip"] }, "apis.0"],
    [{ expiresAt: new Date(Number.NaN) }, "expiresAt"],
  ])("%j is refused, and named", async (scopes, param) => {
    const team = await makeTeam(db, clock);
    await expect(createKey(team.as("owner"), { name: "x", ...scopes })).rejects.toMatchObject({
      kind: "invalid",
      code: "keys.key_invalid",
      param,
    });
  });

  test.each([0, -1, 11 * 365 * 24 * 3_600_000])("a key does not expire in %d ms", async (offsetMs) => {
    const team = await makeTeam(db, clock);
    const expiresAt = new Date(clock.now().getTime() + offsetMs);
    const work = createKey(team.as("owner"), { name: "x", expiresAt });
    await expect(work).rejects.toMatchObject({ kind: "invalid", code: "keys.expiry_out_of_range" });
  });

  test.each(["viewer", "billing", "stranger"])("a %s may not", async (role) => {
    const team = await makeTeam(db, clock);
    await expect(createKey(team.as(role), { name: "x" })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
    expect(await listKeys(team.as("owner"))).toEqual([]);
  });

  test.each(["", "   ", "x".repeat(81), "a\u0000b", "a\nb", "\ud800"])("%j is not a name", async (name) => {
    const team = await makeTeam(db, clock);
    await expect(createKey(team.as("owner"), { name })).rejects.toMatchObject({
      kind: "invalid",
      param: "name",
    });
  });

  test("a team has no more working keys than allowed, however they are asked for", async () => {
    const team = await makeTeam(db, clock);
    await db.sql(
      `INSERT INTO api_keys (team_id, id, name, prefix, last_four, hash)
       SELECT $1, gen_random_uuid(), 'filler', 'mr_live_', 'xxxx', sha256(gen_random_uuid()::text::bytea)
       FROM generate_series(1, $2)`,
      [team.teamId, API_KEYS_MAX - 1],
    );
    const ctx = team.as("owner");
    const race = await Promise.allSettled([1, 2, 3, 4].map((n) => createKey(ctx, { name: `key ${n}` })));

    const won = race.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const lost = race.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(won).toHaveLength(1);
    for (const reason of lost) expect(reason).toMatchObject({ kind: "precondition", code: "keys.too_many" });

    await revokeKey(ctx, { id: won[0]?.key.id ?? "" });
    const expiresAt = new Date(clock.now().getTime() + 1);
    await expect(createKey(ctx, { name: "in its place", expiresAt })).resolves.toBeDefined();
    await expect(createKey(ctx, { name: "one more" })).rejects.toMatchObject({ code: "keys.too_many" });
    clock.advance(1);
    await expect(createKey(ctx, { name: "after it expired" })).resolves.toBeDefined();
  });
});

describe("revokeKey", () => {
  test("a revoked key is known as revoked, and the log says by whom", async () => {
    const team = await makeTeam(db, clock);
    const ctx = team.as("owner");
    const { key, secret } = await createKey(ctx, { name: "Old" });

    const revoked = await revokeKey(ctx, { id: key.id });

    expect(revoked).toEqual({ ...key, revokedAt: clock.now() });
    expect(await look(secret)).toMatchObject({ revokedAt: clock.now() });
    expect((await trail(team.teamId)).at(-1)).toEqual({
      verb: "key.revoke",
      subject_id: key.id,
      before: { name: "Old", lastFour: key.lastFour, revokedAt: null },
      after: { name: "Old", lastFour: key.lastFour, revokedAt: clock.now().toISOString() },
    });
  });

  test("revoking twice, even at once, answers the same and is recorded once", async () => {
    const team = await makeTeam(db, clock);
    const ctx = team.as("owner");
    const { key } = await createKey(ctx, { name: "Old" });
    const answers = await Promise.all([1, 2, 3].map(() => revokeKey(ctx, { id: key.id })));
    clock.advance(60_000);
    answers.push(await revokeKey(ctx, { id: key.id }));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await trail(team.teamId)).map(({ verb }) => verb)).toEqual(["key.create", "key.revoke"]);
  });

  test("somebody else's key looks exactly like one that does not exist", async () => {
    const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    const { key, secret } = await createKey(theirs.as("owner"), { name: "Theirs" });
    const foreign = await faultOf(revokeKey(ours.as("owner"), { id: key.id }));
    const missing = await faultOf(revokeKey(ours.as("owner"), { id: newId() }));
    expect(foreign).toEqual(missing);
    expect(foreign).toMatchObject({ kind: "not_found", code: "keys.no_such_key" });
    expect(await look(secret)).toMatchObject({ revokedAt: null });
  });

  test("a viewer may not, and is not told whether the key exists", async () => {
    const team = await makeTeam(db, clock);
    const { key } = await createKey(team.as("owner"), { name: "Kept" });
    const [real, missing] = await Promise.all([
      faultOf(revokeKey(team.as("viewer"), { id: key.id })),
      faultOf(revokeKey(team.as("viewer"), { id: newId() })),
    ]);
    expect(real).toEqual(missing);
    expect(real).toMatchObject({ code: "teams.not_allowed" });
  });
});

describe("listKeys", () => {
  test("working keys come first, newest on top, and only the team's own", async () => {
    const [team, other] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    const ctx = team.as("owner");
    const names: string[] = [];
    for (const name of ["first", "second", "third"]) {
      clock.advance(1_000);
      const { key } = await createKey(ctx, { name });
      if (name === "second") await revokeKey(ctx, { id: key.id });
    }
    await createKey(other.as("owner"), { name: "elsewhere" });
    for (const key of await listKeys(team.as("viewer"))) names.push(key.name);
    expect(names).toEqual(["third", "first", "second"]);
  });

  test("a key outlives the membership of who made it", async () => {
    const team = await makeTeam(db, clock);
    await createKey(team.as("owner"), { name: "Orphan" });
    await db.sql("DELETE FROM memberships WHERE team_id = $1", [team.teamId]);
    expect(await listKeys(team.as("owner"))).toMatchObject([{ name: "Orphan", createdBy: null }]);
  });
});
