import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { getModel } from "./get-model.ts";
import { listMeasured } from "./list-measured.ts";
import { saveProfile } from "./save-profile.ts";
import { findProfiles } from "./store.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx = { database: db.database, clock };

async function makeNode(): Promise<string> {
  const id = newId();
  await db.sql(
    `INSERT INTO nodes (id, name, cores, memory_bytes, isolation, started_at, heartbeat_at)
     VALUES ($1, $2, 2, 8e9, 'none', now(), now())`,
    [id, `node-${id}`],
  );
  return id;
}

/** A model with this many versions; their ids, oldest first. */
async function makeModel(name: string, versions = 1): Promise<string[]> {
  await db.sql(
    "INSERT INTO models (name, title, summary, task, license) VALUES ($1, 'T', 's', 'feature-extraction', 'mit')",
    [name],
  );
  const ids = Array.from({ length: versions }, newId).sort();
  for (const id of ids) {
    await db.sql(
      `INSERT INTO model_versions (id, model_name, digest, folder, size_bytes, parameter_count, labels, languages, card)
       VALUES ($1, $2, $3, 'folder', 1, 1, '{}', '{}', 'card')`,
      [id, name, `sha256:${id}`],
    );
  }
  return ids;
}

const profile = {
  variant: "fp32" as const,
  loadMs: 120.5,
  memoryBytes: 3_000_000_000,
  grid: [{ rows: 8, tokens: 32, medianMs: 4.2, tokensPerSecond: 61_000 }],
  sizeBytes: 20_000_000_000,
  agreement: null,
  samples: 0,
  reason: null,
};
const int8 = { ...profile, variant: "int8" as const, agreement: 0.9991, samples: 40 };

test("what a node measured of each variant is shown, and a later measurement takes an earlier one's place", async () => {
  const [modelVersionId = ""] = await makeModel("shown");
  const nodeId = await makeNode();
  await saveProfile(ctx, { modelVersionId, nodeId, ...profile, loadMs: 500 });
  await saveProfile(ctx, { modelVersionId, nodeId, ...profile });
  await saveProfile(ctx, { modelVersionId, nodeId, ...int8 });

  const viewer = (await makeTeam(db, clock)).as("viewer");
  const seen = { nodeName: `node-${nodeId}`, measuredAt: clock.now() };
  const model = await getModel(viewer, "shown");
  expect(model.profile).toEqual({ ...profile, ...seen });
  expect(model.profiles).toHaveLength(2);
  expect(model.profiles).toContainEqual({ ...int8, ...seen });
  const found = await db.database.inTeam(viewer.actor.teamId, (tx) => findProfiles(tx, modelVersionId));
  expect(found).toEqual(model.profiles);
});

test("variants are compared on one node: the one that measured last", async () => {
  const [modelVersionId = ""] = await makeModel("compared");
  const [first, last] = [await makeNode(), await makeNode()];
  await saveProfile(ctx, { modelVersionId, nodeId: first, ...profile });
  await saveProfile(ctx, { modelVersionId, nodeId: first, ...int8 });
  clock.advance(1_000);
  await saveProfile(ctx, { modelVersionId, nodeId: last, ...profile });
  const viewer = (await makeTeam(db, clock)).as("viewer");
  const { profiles } = await getModel(viewer, "compared");
  expect(profiles).toMatchObject([{ nodeName: `node-${last}`, variant: "fp32" }]);
});

test("a node learns what it has yet to measure: newest versions, and what it serves beside them", async () => {
  const [oldest = "", older = "", newest = ""] = await makeModel("listed", 3);
  const [here, there] = [await makeNode(), await makeNode()];
  await saveProfile(ctx, { modelVersionId: newest, nodeId: here, ...profile });
  const found = async (nodeId: string) =>
    (await listMeasured(ctx, { nodeId, servedVersionIds: [older] })).filter(
      ({ modelName }) => modelName === "listed",
    );
  const { variant, grid, agreement, reason } = profile;
  const version = { modelName: "listed", task: "feature-extraction", folder: "folder", sizeBytes: 1 };
  expect(await found(here)).toEqual([
    { ...version, id: newest, digest: `sha256:${newest}`, profiles: [{ variant, grid, agreement, reason }] },
    { ...version, id: older, digest: `sha256:${older}`, profiles: [] },
  ]);
  expect((await found(there)).map(({ profiles }) => profiles)).toEqual([[], []]);
  expect((await found(here)).map(({ id }) => id)).not.toContain(oldest);
});
