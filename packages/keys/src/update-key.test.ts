import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { createKey, listKeys, revokeKey, rotateKey, updateKey } from "./index.ts";
import { deploy, faultOf } from "./keys.fixture.ts";

const db = await testDatabase();
const clock = fakeClock();
const inDays = (days: number) => new Date(clock.now().getTime() + days * 24 * 3_600_000);

async function teamWithKey() {
  const team = await makeTeam(db, clock);
  const { key } = await createKey(team.as("owner"), { name: "Search" });
  return { team, key, ctx: team.as("developer") };
}

async function updates(teamId: string) {
  return db.sql(
    "SELECT subject_id, before, after FROM audit_entries WHERE team_id = $1 AND verb = 'key.update'",
    [teamId],
  );
}

test("a key gets another name, other scopes and another expiry, and the log says what they were", async () => {
  const { team, key, ctx } = await teamWithKey();
  const change = {
    name: "Search, production",
    deploymentIds: [await deploy(db, team.teamId)],
    apis: ["openai" as const],
    allowedIps: ["203.0.113.0/24"],
    expiresAt: inDays(30),
  };
  const changed = await updateKey(ctx, { id: key.id, ...change });
  expect(changed).toEqual({ ...key, ...change });
  expect(await listKeys(ctx)).toEqual([changed]);
  const { lastFour } = key;
  expect(await updates(team.teamId)).toEqual([
    {
      subject_id: key.id,
      before: {
        name: "Search",
        lastFour,
        isService: false,
        deploymentIds: [],
        apis: [],
        allowedIps: [],
        expiresAt: null,
      },
      after: { lastFour, isService: false, ...change, expiresAt: change.expiresAt.toISOString() },
    },
  ]);
});

test("two who change different things at once do not undo each other", async () => {
  const { key, ctx } = await teamWithKey();
  await Promise.all([
    updateKey(ctx, { id: key.id, name: "Renamed" }),
    updateKey(ctx, { id: key.id, apis: ["oip"] }),
    updateKey(ctx, { id: key.id, allowedIps: ["203.0.113.7"] }),
  ]);
  expect(await listKeys(ctx)).toMatchObject([
    { name: "Renamed", apis: ["oip"], allowedIps: ["203.0.113.7"] },
  ]);
});

test("what is the same again changes nothing and is not recorded", async () => {
  const { team, key, ctx } = await teamWithKey();
  expect(await updateKey(ctx, { id: key.id })).toEqual(key);
  expect(await updateKey(ctx, { id: key.id, name: " Search ", apis: [], expiresAt: null })).toEqual(key);
  expect(await updates(team.teamId)).toEqual([]);
});

test("a deployment that was deleted since stays in the scope, and cannot be added", async () => {
  const { team, key, ctx } = await teamWithKey();
  const [gone, other] = [await deploy(db, team.teamId, "one"), await deploy(db, team.teamId, "two")];
  await updateKey(ctx, { id: key.id, deploymentIds: [gone] });
  await db.sql("DELETE FROM deployments WHERE id = $1", [gone]);
  const both = await updateKey(ctx, { id: key.id, deploymentIds: [gone, other] });
  expect(both.deploymentIds).toEqual([gone, other]);
  await updateKey(ctx, { id: key.id, deploymentIds: [other] });
  await expect(updateKey(ctx, { id: key.id, deploymentIds: [gone] })).rejects.toMatchObject({
    kind: "not_found",
    code: "keys.no_such_deployment",
  });
});

test("another team's deployment looks exactly like one that does not exist", async () => {
  const { key, ctx } = await teamWithKey();
  const theirs = await deploy(db, (await makeTeam(db, clock)).teamId);
  const foreign = await faultOf(updateKey(ctx, { id: key.id, deploymentIds: [theirs] }));
  expect(foreign).toEqual(await faultOf(updateKey(ctx, { id: key.id, deploymentIds: [newId()] })));
  expect(foreign).toMatchObject({ code: "keys.no_such_deployment" });
});

test("what has ended stays ended", async () => {
  const { key, ctx } = await teamWithKey();
  await updateKey(ctx, { id: key.id, expiresAt: new Date(clock.now().getTime() + 1_000) });
  clock.advance(1_000);
  const ended = { kind: "precondition", code: "keys.key_ended" };
  await expect(updateKey(ctx, { id: key.id, expiresAt: null })).rejects.toMatchObject(ended);
  await revokeKey(ctx, { id: key.id });
  await expect(updateKey(ctx, { id: key.id, name: "Again" })).rejects.toMatchObject(ended);
});

test("an expiry lies ahead", async () => {
  const { key, ctx } = await teamWithKey();
  await expect(updateKey(ctx, { id: key.id, expiresAt: clock.now() })).rejects.toMatchObject({
    code: "keys.expiry_out_of_range",
    param: "expiresAt",
  });
});

test("a key that was replaced may end sooner, not later", async () => {
  const { key, ctx } = await teamWithKey();
  await rotateKey(ctx, { id: key.id, graceMs: 7 * 24 * 3_600_000 });
  for (const expiresAt of [null, inDays(8)])
    await expect(updateKey(ctx, { id: key.id, expiresAt })).rejects.toMatchObject({
      kind: "precondition",
      code: "keys.replaced_ends",
    });
  expect(await updateKey(ctx, { id: key.id, expiresAt: inDays(2) })).toMatchObject({ expiresAt: inDays(2) });
  expect(await updateKey(ctx, { id: key.id, allowedIps: ["::1"] })).toMatchObject({ allowedIps: ["::1"] });
});

test("somebody else's key looks exactly like one that does not exist", async () => {
  const { team, key } = await teamWithKey();
  const stranger = (await makeTeam(db, clock)).as("owner");
  const foreign = await faultOf(updateKey(stranger, { id: key.id, name: "Mine" }));
  expect(foreign).toEqual(await faultOf(updateKey(stranger, { id: newId(), name: "Mine" })));
  expect(foreign).toMatchObject({ kind: "not_found", code: "keys.no_such_key" });
  expect(await updates(team.teamId)).toEqual([]);
});

test("a viewer may not", async () => {
  const { team, key } = await teamWithKey();
  const work = updateKey(team.as("viewer"), { id: key.id, name: "Mine" });
  await expect(work).rejects.toMatchObject({ code: "teams.not_allowed" });
});
