import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { API_KEYS_MAX, createKey, listKeys, ROTATION_GRACE_MS_MAX, revokeKey, rotateKey } from "./index.ts";
import { deploy, faultOf } from "./keys.fixture.ts";

const DAY_MS = 24 * 3_600_000;
const db = await testDatabase();
const clock = fakeClock();
const inDays = (days: number) => new Date(clock.now().getTime() + days * DAY_MS);

async function teamWithKey(more: { expiresAt?: Date } = {}) {
  const team = await makeTeam(db, clock);
  const scopes = {
    deploymentIds: [await deploy(db, team.teamId)],
    apis: ["openai" as const],
    allowedIps: ["203.0.113.7"],
    isService: true,
  };
  const made = await createKey(team.as("owner"), { name: "Search", ...scopes, ...more });
  return { ...made, team, scopes, ctx: team.as("developer") };
}

test("the new key may do what the old one may, and the old one works until the grace ends", async () => {
  const { team, key, secret, scopes, ctx } = await teamWithKey();
  const rotation = await rotateKey(ctx, { id: key.id, graceMs: DAY_MS });
  expect(rotation.key).toMatchObject({ name: "Search", ...scopes, expiresAt: null, replacedBy: null });
  expect(rotation.key.id).not.toBe(key.id);
  expect(rotation.secret).not.toBe(secret);
  expect(rotation.replaced).toEqual({ ...key, expiresAt: inDays(1), replacedBy: rotation.key.id });
  expect(new Set(await listKeys(ctx))).toEqual(new Set([rotation.key, rotation.replaced]));
  const trail = await db.sql(
    "SELECT verb, subject_id, before, after FROM audit_entries WHERE team_id = $1 ORDER BY sequence",
    [team.teamId],
  );
  expect(trail.slice(1)).toMatchObject([
    { verb: "key.create", subject_id: rotation.key.id, after: { name: "Search", apis: ["openai"] } },
    {
      verb: "key.rotate",
      subject_id: key.id,
      before: { expiresAt: null, replacedBy: null },
      after: { expiresAt: inDays(1).toISOString(), replacedBy: rotation.key.id },
    },
  ]);
  expect(JSON.stringify(trail)).not.toContain(rotation.secret.slice(8, 40));
});

test("a key that expires is replaced by one that lives as long, and does not outlive itself", async () => {
  const { key, ctx } = await teamWithKey({ expiresAt: inDays(90) });
  clock.advance(85 * DAY_MS);
  const rotation = await rotateKey(ctx, { id: key.id, graceMs: 30 * DAY_MS });
  expect(rotation.key.expiresAt).toEqual(inDays(90));
  expect(rotation.replaced.expiresAt).toEqual(key.expiresAt);
});

test("a key is replaced once, however many rotate it at the same moment", async () => {
  const { key, ctx } = await teamWithKey();
  const race = await Promise.allSettled([1, 2, 3].map(() => rotateKey(ctx, { id: key.id, graceMs: DAY_MS })));
  const lost = race.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(lost).toMatchObject([1, 2].map(() => ({ kind: "conflict", code: "keys.already_replaced" })));
  expect(await listKeys(ctx)).toHaveLength(2);
  clock.advance(DAY_MS);
  await expect(rotateKey(ctx, { id: key.id, graceMs: 0 })).rejects.toMatchObject({
    code: "keys.already_replaced",
  });
});

test("what has ended is not rotated", async () => {
  const revoked = await teamWithKey();
  await revokeKey(revoked.ctx, { id: revoked.key.id });
  const expired = await teamWithKey({ expiresAt: inDays(1) });
  clock.advance(DAY_MS);
  for (const { ctx, key } of [revoked, expired])
    await expect(rotateKey(ctx, { id: key.id, graceMs: 0 })).rejects.toMatchObject({
      kind: "precondition",
      code: "keys.key_ended",
    });
});

test("where there is no room for both, a key can be replaced at once only", async () => {
  const { team, key, ctx } = await teamWithKey();
  await db.sql(
    `INSERT INTO api_keys (team_id, id, name, prefix, last_four, hash)
     SELECT $1, gen_random_uuid(), 'filler', 'mr_live_', 'xxxx', sha256(gen_random_uuid()::text::bytea)
     FROM generate_series(1, $2)`,
    [team.teamId, API_KEYS_MAX - 1],
  );
  const work = rotateKey(ctx, { id: key.id, graceMs: 1 });
  await expect(work).rejects.toMatchObject({ kind: "precondition", code: "keys.too_many" });
  await expect(rotateKey(ctx, { id: key.id, graceMs: 0 })).resolves.toMatchObject({
    replaced: { expiresAt: clock.now() },
  });
});

test.each([-1, 0.5, ROTATION_GRACE_MS_MAX + 1])("%d is no grace", async (graceMs) => {
  const { key, ctx } = await teamWithKey();
  await expect(rotateKey(ctx, { id: key.id, graceMs })).rejects.toMatchObject({
    kind: "invalid",
    param: "graceMs",
  });
});

test("somebody else's key looks exactly like one that does not exist", async () => {
  const { key, ctx } = await teamWithKey();
  const stranger = (await makeTeam(db, clock)).as("owner");
  const foreign = await faultOf(rotateKey(stranger, { id: key.id, graceMs: 0 }));
  expect(foreign).toEqual(await faultOf(rotateKey(stranger, { id: newId(), graceMs: 0 })));
  expect(foreign).toMatchObject({ kind: "not_found", code: "keys.no_such_key" });
  expect(await listKeys(ctx)).toEqual([key]);
});

test("a viewer may not", async () => {
  const { team, key } = await teamWithKey();
  await expect(rotateKey(team.as("viewer"), { id: key.id, graceMs: 0 })).rejects.toMatchObject({
    code: "teams.not_allowed",
  });
});
