import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { getModel } from "./get-model.ts";
import { listMeasured } from "./list-measured.ts";
import { chooseVariant } from "./rules/choose-variant.ts";
import { saveProfile } from "./save-profile.ts";
import { type Survey, saveSurvey } from "./save-survey.ts";
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

describe("saveSurvey", () => {
  const { grid, ...measured } = { loadMs: 1, memoryBytes: 2, sizeBytes: 3, grid: profile.grid };
  const fp32 = { ...measured, points: grid };

  async function saved(name: string, found: Survey["int8"]) {
    const [id = ""] = await makeModel(name);
    const version = { id, task: "feature-extraction" as const };
    const outcome = await saveSurvey(ctx, {
      version,
      nodeId: await makeNode(),
      survey: { fp32, int8: found },
    });
    const viewer = (await makeTeam(db, clock)).as("viewer");
    const { profiles } = await getModel(viewer, name);
    return { outcome, of: (variant: string) => profiles.find((one) => one.variant === variant) };
  }

  test("what is near enough to fp32 is offered", async () => {
    const { outcome, of } = await saved("near", { ...fp32, agreement: 0.9999, samples: 40 });
    expect(outcome).toEqual({ int8Reason: null });
    expect(of("fp32")).toMatchObject({ ...measured, grid, agreement: null, reason: null });
    expect(of("int8")).toMatchObject({ ...measured, grid, agreement: 0.9999, samples: 40, reason: null });
  });

  test("what is too far off is not, and keeps its figures beside the reason", async () => {
    const { outcome, of } = await saved("far", { ...fp32, agreement: 0.9, samples: 40 });
    expect(outcome).toEqual({ int8Reason: expect.stringMatching(/cosine of 0\.90000/) });
    expect(of("int8")).toMatchObject({ grid, agreement: 0.9, reason: outcome.int8Reason });
  });

  test("what there is not says why", async () => {
    const { of } = await saved("none", { reason: "It has no products." });
    expect(of("int8")).toMatchObject({ grid: [], reason: "It has no products." });
  });

  test("what could not be compared is offered, and never chosen unasked", async () => {
    const { of } = await saved("unknown", { ...fp32, agreement: null, samples: 0 });
    const profiles = [of("fp32"), of("int8")].filter((one) => one !== undefined);
    expect(of("int8")).toMatchObject({ agreement: null, reason: null });
    expect(chooseVariant(profiles)).toBe("fp32");
  });
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
  const version = { modelName: "listed", task: "feature-extraction", folder: "folder" };
  expect(await found(here)).toEqual([
    { ...version, id: newest, digest: `sha256:${newest}`, profiles: [{ variant, grid, agreement, reason }] },
    { ...version, id: older, digest: `sha256:${older}`, profiles: [] },
  ]);
  expect((await found(there)).map(({ profiles }) => profiles)).toEqual([[], []]);
  expect((await found(here)).map(({ id }) => id)).not.toContain(oldest);
});
