import type { SystemContext } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import {
  createKey,
  describeKey,
  findChangedKeys,
  findKeyByHash,
  listKeys,
  parseKey,
  revokeKey,
  touchKeys,
  updateKey,
} from "../index.ts";
import { deploy } from "../keys.fixture.ts";

const db = await testDatabase();
const clock = fakeClock();
const system: SystemContext = { database: db.database, clock };

async function hold({ secret }: { secret: string }) {
  const found = await findKeyByHash(system, parseKey(secret)?.hash ?? Buffer.alloc(0));
  if (!found) throw new Error("the key was just made");
  return found;
}

test("finds no key for a hash that nobody has", async () => {
  expect(await findKeyByHash(system, Buffer.alloc(32))).toBeNull();
});

test("the service that holds keys learns which of them are revoked or gone", async () => {
  const team = await makeTeam(db, clock);
  const ctx = team.as("owner");
  const kept = await hold(await createKey(ctx, { name: "a" }));
  const revoked = await hold(await createKey(ctx, { name: "b" }));
  await revokeKey(ctx, { id: revoked.id });
  const gone = { ...kept, id: newId() };
  const { ended, changed } = await findChangedKeys(system, [kept, revoked, gone]);
  expect(new Set(ended)).toEqual(new Set([revoked.id, gone.id]));
  expect(changed).toEqual([]);
  expect(await findChangedKeys(system, [])).toEqual({ ended: [], changed: [] });
});

test("a key held for the wrong team counts as gone", async () => {
  const [team, other] = [await makeTeam(db, clock), await makeTeam(db, clock)];
  const key = await hold(await createKey(team.as("owner"), { name: "a" }));
  const { ended } = await findChangedKeys(system, [{ ...key, teamId: other.teamId }]);
  expect(ended).toEqual([key.id]);
});

test.each([
  { apis: ["oip" as const] },
  { allowedIps: ["203.0.113.0/24"] },
  { expiresAt: new Date(clock.now().getTime() + 60_000) },
  { deploymentIds: ["one of the team's"] },
])("a change of %j reaches a service that holds the key once, as what the key is now", async (change) => {
  const team = await makeTeam(db, clock);
  const ctx = team.as("owner");
  const before = await hold(await createKey(ctx, { name: "a" }));
  const wanted = "deploymentIds" in change ? { deploymentIds: [await deploy(db, team.teamId)] } : change;
  await updateKey(ctx, { id: before.id, ...wanted });
  const { ended, changed } = await findChangedKeys(system, [before]);
  expect(ended).toEqual([]);
  expect(changed).toMatchObject([{ id: before.id, teamId: team.teamId, ...wanted }]);
  expect(await findChangedKeys(system, changed)).toEqual({ ended: [], changed: [] });
});

test("a new name and a use are no change to whoever holds the key", async () => {
  const team = await makeTeam(db, clock);
  const key = await hold(await createKey(team.as("owner"), { name: "a" }));
  await updateKey(team.as("owner"), { id: key.id, name: "b" });
  await touchKeys(system, [{ ...key, at: clock.now() }]);
  expect(await findChangedKeys(system, [key])).toEqual({ ended: [], changed: [] });
});

test("a key may be told what it is, and the names of what it may call", async () => {
  const team = await makeTeam(db, clock);
  const ctx = team.as("owner");
  const deploymentId = await deploy(db, team.teamId, "embed");
  const narrow = { name: "narrow", deploymentIds: [deploymentId], apis: ["openai" as const] };
  const key = await hold(await createKey(ctx, narrow));
  expect(await describeKey(system, key)).toEqual({
    id: key.id,
    name: "narrow",
    team: { id: team.teamId, name: `Team ${team.teamId.slice(-4)}` },
    createdAt: clock.now(),
    expiresAt: null,
    lastUsedAt: null,
    isService: false,
    apis: ["openai"],
    allowedIps: [],
    deployments: [{ id: deploymentId, name: "embed" }],
  });
  await db.sql("DELETE FROM deployments WHERE id = $1", [deploymentId]);
  expect(await describeKey(system, key)).toMatchObject({ deployments: [] });
  const wide = await hold(await createKey(ctx, { name: "wide" }));
  expect(await describeKey(system, wide)).toMatchObject({ deployments: null });
  expect(await describeKey(system, { ...wide, id: newId() })).toBeNull();
});

test("the last use moves forwards only, in whatever order it is reported", async () => {
  const team = await makeTeam(db, clock);
  const { key } = await createKey(team.as("owner"), { name: "a" });
  const use = (text: string) => ({ teamId: team.teamId, id: key.id, at: new Date(text) });
  await touchKeys(system, [use("2026-02-01T00:00:02Z"), use("2026-02-01T00:00:03Z")]);
  await touchKeys(system, [use("2026-02-01T00:00:01Z"), { ...use("2026-02-01T00:00:09Z"), id: newId() }]);
  await touchKeys(system, []);
  expect(await listKeys(team.as("owner"))).toMatchObject([{ lastUsedAt: new Date("2026-02-01T00:00:03Z") }]);
});

test("two services reporting the same keys do not block each other", async () => {
  const team = await makeTeam(db, clock);
  const ids: string[] = [];
  for (let n = 0; n < 20; n++) ids.push((await createKey(team.as("owner"), { name: `${n}` })).key.id);
  const uses = ids.map((id) => ({ teamId: team.teamId, id, at: clock.now() }));
  const rounds = Array.from({ length: 20 }, (_, round) =>
    touchKeys(system, round % 2 === 0 ? uses : uses.toReversed()),
  );
  await expect(Promise.all(rounds)).resolves.toBeDefined();
});
