import { saveProfile } from "@millrace/catalog";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import {
  createDeployment,
  DEFAULT_SETTINGS,
  type Resources,
  registerNode,
  updateDeployment,
} from "./index.ts";

const db = await testDatabase();
const clock = fakeClock();
const system = { database: db.database, clock };
const modelVersionId = newId();
await db.sql(
  "INSERT INTO models (name, title, summary, task, license) VALUES ('embed', 'Embed', 's', 'feature-extraction', 'mit')",
);
await db.sql(
  `INSERT INTO model_versions
     (id, model_name, digest, folder, size_bytes, parameter_count, tokens_max, dimensions, labels, languages, card)
   VALUES ($1, 'embed', 'sha256:0', 'embed', 1, 1, 512, 384, '{}', '{en}', 'card')`,
  [modelVersionId],
);

const resources: Resources = {
  replicas: 2,
  threadsPerReplica: 1,
  memoryBytesMax: 5 * 2 ** 30,
  batchTokensMax: 4_096,
  batchRowsMax: 64,
  queueRequestsMax: 512,
};

function create(team: TestTeam) {
  return createDeployment(team.as("developer"), { name: "search", modelName: "embed", resources });
}

async function trail(teamId: string) {
  return db.sql("SELECT verb, before, after FROM audit_entries WHERE team_id = $1 ORDER BY id", [teamId]);
}

test.each([
  ["variant", "fp16"],
  ["executionProvider", "CUDA"],
  ["residency", ""],
  ["cacheBytesMax", -1],
  ["cacheBytesMax", 2 ** 33],
])("the setting %s cannot be %j", async (field, value) => {
  const team = await makeTeam(db, clock);
  const settings = { ...DEFAULT_SETTINGS, [field]: value };
  const input = { name: "search", modelName: "embed", resources, settings };
  await expect(createDeployment(team.as("owner"), input)).rejects.toMatchObject({
    kind: "invalid",
    param: `settings.${field}`,
  });
});

test("what no node computes on is refused by name, with what there is", async () => {
  const team = await makeTeam(db, clock);
  const settings = { ...DEFAULT_SETTINGS, executionProvider: "cuda" as const };
  const input = { name: "search", modelName: "embed", resources, settings };
  const refusal = { kind: "precondition", code: "deployments.provider_unavailable" };
  await expect(createDeployment(team.as("owner"), input)).rejects.toMatchObject({
    ...refusal,
    message:
      "No node computes on cuda. No inference node has registered yet; auto takes what the first one has.",
  });
  await registerNode(system, {
    name: "n1",
    cores: 1,
    memoryBytes: 1,
    isolation: "none",
    providers: ["cpu"],
  });
  await expect(createDeployment(team.as("owner"), input)).rejects.toMatchObject({
    ...refusal,
    message: "No node computes on cuda. There is cpu; auto takes the best of a node.",
  });
  await registerNode(system, {
    name: "n2",
    cores: 1,
    memoryBytes: 1,
    isolation: "none",
    providers: ["cpu", "cuda"],
  });
  expect(await createDeployment(team.as("owner"), input)).toMatchObject({ settings });
  await db.sql("DELETE FROM nodes");
});

test("a variant that was measured and refused cannot be asked for; one that is not measured yet can", async () => {
  const team = await makeTeam(db, clock);
  const { id: nodeId } = await registerNode(system, {
    name: "n3",
    cores: 1,
    memoryBytes: 1,
    isolation: "none",
  });
  const settings = { ...DEFAULT_SETTINGS, variant: "int8" as const };
  const input = { name: "search", modelName: "embed", resources, settings };
  const { id } = await createDeployment(team.as("owner"), input);
  const measured = { loadMs: 1, memoryBytes: 1, grid: [], sizeBytes: 1, samples: 2 };
  const refused = { variant: "int8", agreement: 0.5, reason: "It is too far off." } as const;
  await saveProfile(system, { modelVersionId, nodeId, ...measured, ...refused });
  const refusal = {
    kind: "precondition",
    code: "deployments.variant_refused",
    message: "This model is not offered in int8. It is too far off.",
  };
  const again = createDeployment(team.as("owner"), { ...input, name: "other" });
  await expect(again).rejects.toMatchObject(refusal);
  const change = { id, resources, expectedGeneration: 1, settings: DEFAULT_SETTINGS };
  await updateDeployment(team.as("owner"), change);
  const back = updateDeployment(team.as("owner"), { ...change, expectedGeneration: 2, settings });
  await expect(back).rejects.toMatchObject(refusal);
  await db.sql("DELETE FROM nodes");
});

test("settings change without the resources and stay when they are not named; the log has them", async () => {
  const team = await makeTeam(db, clock);
  const { id } = await create(team);
  const settings = { ...DEFAULT_SETTINGS, residency: "on_demand", cacheBytesMax: 2 ** 32 } as const;
  const change = { id, resources, expectedGeneration: 1, settings };
  expect(await updateDeployment(team.as("developer"), change)).toMatchObject({ generation: 2, settings });
  expect((await trail(team.teamId)).at(-1)).toMatchObject({
    before: { residency: "resident", cacheBytesMax: 0 },
    after: { residency: "on_demand", cacheBytesMax: 2 ** 32 },
  });
  const kept = await updateDeployment(team.as("owner"), {
    id,
    resources: { ...resources, replicas: 3 },
    expectedGeneration: 2,
  });
  expect(kept).toMatchObject({ generation: 3, settings });
});

test("nothing is moved onto what no node computes on; a node that left later blocks no other change", async () => {
  const team = await makeTeam(db, clock);
  const { id } = await create(team);
  const settings = { ...DEFAULT_SETTINGS, executionProvider: "webgpu" as const };
  const change = { id, resources, expectedGeneration: 1, settings };
  await expect(updateDeployment(team.as("owner"), change)).rejects.toMatchObject({
    code: "deployments.provider_unavailable",
    param: "settings.executionProvider",
  });
  await db.sql("UPDATE deployments SET execution_provider = 'webgpu' WHERE id = $1", [id]);
  const grown = updateDeployment(team.as("owner"), { ...change, resources: { ...resources, replicas: 3 } });
  await expect(grown).resolves.toMatchObject({ generation: 2, settings });
});
