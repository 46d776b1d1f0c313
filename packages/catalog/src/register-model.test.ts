import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { getModel } from "./get-model.ts";
import { listModels } from "./list-models.ts";
import { registerModel } from "./register-model.ts";
import { saveProfile, versionsWithoutProfile } from "./save-profile.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx = { database: db.database, clock };
const root = await mkdtemp(join(tmpdir(), "millrace-catalog-"));
afterAll(() => rm(root, { recursive: true }));

const CARD = `---
pipeline_tag: feature-extraction
license: apache-2.0
language: [en]
---
# A tiny embedder

Turns 100% of sentences into numbers.
`;

/** A length-delimited field of the protobuf wire format, for numbers and lengths below 128. */
const part = (field: number, ...body: number[]) => [(field << 3) | 2, body.length, ...body];
const IR_VERSION = [0x08, 8];
const PACKED_3_BY_4 = part(1, 3, 4);
const UNPACKED_300 = [0x08, 0xac, 0x02];
const GRAPH = [...part(5, ...PACKED_3_BY_4), ...part(5, ...UNPACKED_300)];
const ONNX = Buffer.from([...IR_VERSION, ...part(7, ...GRAPH)]);

let count = 0;
async function makeFolder(files: Record<string, string | Buffer | null> = {}): Promise<string> {
  count += 1;
  const folder = join(root, `tiny-${count}`);
  const all: Record<string, string | Buffer | null> = {
    "README.md": CARD,
    "config.json": JSON.stringify({ hidden_size: 32, max_position_embeddings: 64 }),
    "tokenizer.json": "{}",
    "tokenizer_config.json": JSON.stringify({ model_max_length: 64 }),
    "onnx/model.onnx": ONNX,
    ...files,
  };
  await mkdir(join(folder, "onnx"), { recursive: true });
  for (const [path, contents] of Object.entries(all)) {
    if (contents !== null) await writeFile(join(folder, path), contents);
  }
  return folder;
}

async function makeNode(): Promise<string> {
  const id = newId();
  await db.sql(
    `INSERT INTO nodes (id, name, cores, memory_bytes, isolation, started_at, heartbeat_at)
     VALUES ($1, $2, 2, 8e9, 'none', now(), now())`,
    [id, `node-${id}`],
  );
  return id;
}

describe("registerModel", () => {
  test("every team finds a registered model, as its card and files describe it", async () => {
    const folder = await makeFolder({ "train.py": "not part of it" });
    const version = await registerModel(ctx, folder);
    const team = await makeTeam(db, clock);
    const name = `tiny-${count}`;

    expect(await getModel(team.as("viewer"), name)).toEqual({
      name,
      title: "A tiny embedder",
      summary: "Turns 100% of sentences into numbers.",
      task: "feature-extraction",
      license: "apache-2.0",
      version,
      profile: null,
      profiles: [],
    });
    expect(version).toMatchObject({
      folder: name,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      parameterCount: 3 * 4 + 300,
      tokensMax: 64,
      dimensions: 32,
      labels: [],
      inputs: [],
      outputs: [],
      languages: ["en"],
      card: expect.stringMatching(/^# A tiny embedder/),
    });
  });

  test("the same files again are the same version, also when two register at once", async () => {
    const folder = await makeFolder();
    const versions = await Promise.all([registerModel(ctx, folder), registerModel(ctx, folder)]);
    versions.push(await registerModel(ctx, folder));
    expect(new Set(versions.map(({ id }) => id)).size).toBe(1);
  });

  test("files beside the model change nothing", async () => {
    const folder = await makeFolder();
    const before = await registerModel(ctx, folder);
    await writeFile(join(folder, "train.py"), "print()");
    expect(await registerModel(ctx, folder)).toEqual(before);
  });

  test("changed files are a new version; the old one stays as it was", async () => {
    const folder = await makeFolder();
    const before = await registerModel(ctx, folder);
    await appendFile(join(folder, "tokenizer.json"), " ");
    const after = await registerModel(ctx, folder);

    const team = await makeTeam(db, clock);
    expect((await getModel(team.as("viewer"), `tiny-${count}`)).version).toEqual(after);
    expect(await db.sql("SELECT digest FROM model_versions WHERE id = $1", [before.id])).toEqual([
      { digest: before.digest },
    ]);
    expect(after.digest).not.toBe(before.digest);
  });

  test.each<[string, Record<string, string | Buffer | null>, RegExp | string]>([
    ["no card", { "README.md": null }, /README\.md is missing/],
    ["no graph", { "onnx/model.onnx": null }, /onnx\/model\.onnx is missing/],
    ["broken JSON", { "config.json": "{" }, /config\.json is not a JSON object/],
    ["a width that is no number", { "config.json": '{"hidden_size":"32"}' }, /hidden_size/],
    ["a graph cut short", { "onnx/model.onnx": ONNX.subarray(0, 9) }, /not an ONNX file/],
    ["a graph that is none", { "onnx/model.onnx": "PNG, perhaps" }, /not an ONNX file/],
  ])("a folder with %s is refused and says why", async (_, files, reason) => {
    const folder = await makeFolder(files);
    await expect(registerModel(ctx, folder)).rejects.toMatchObject({
      kind: "invalid",
      message: expect.stringMatching(reason),
    });
  });

  test("a folder that is not there is refused without its path", async () => {
    await expect(registerModel(ctx, join(root, "nowhere"))).rejects.toMatchObject({
      code: "catalog.model_unusable",
      message: expect.not.stringContaining(root),
    });
  });
});

describe("listModels", () => {
  test("search looks into name, title and summary, in any case, and takes % as it is", async () => {
    await registerModel(ctx, await makeFolder({ "README.md": CARD.replace("100%", "all") }));
    const other = `tiny-${count}`;
    await registerModel(ctx, await makeFolder());
    const hit = `tiny-${count}`;
    const viewer = (await makeTeam(db, clock)).as("viewer");
    const found = async (search: string) => (await listModels(viewer, { search })).map(({ name }) => name);

    expect(await found("100% OF")).toContain(hit);
    expect(await found("100% of")).not.toContain(other);
    expect(await found(hit.toUpperCase())).toContain(hit);
    expect(await listModels(viewer, { task: "text-classification" })).toEqual([]);
  });

  test("a role that may not read models reads none", async () => {
    const stranger = (await makeTeam(db, clock)).as("stranger");
    await expect(listModels(stranger)).rejects.toMatchObject({ kind: "forbidden" });
    await expect(getModel(stranger, "tiny-1")).rejects.toMatchObject({ kind: "forbidden" });
  });
});

describe("getModel", () => {
  test.each([
    ["an unknown name", "nothing-like-this"],
    ["an empty name", ""],
    ["a path", "../../etc/passwd"],
    ["a very long name", "x".repeat(10_000)],
  ])("%s is not found", async (_, name) => {
    const viewer = (await makeTeam(db, clock)).as("viewer");
    await expect(getModel(viewer, name)).rejects.toMatchObject({
      kind: "not_found",
      code: "catalog.no_such_model",
    });
  });
});

describe("saveProfile", () => {
  test("a measured version shows its figures and is not measured again on that node", async () => {
    const version = await registerModel(ctx, await makeFolder());
    const name = `tiny-${count}`;
    const [here, there] = [await makeNode(), await makeNode()];
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
    const waiting = async (node: string) =>
      (await versionsWithoutProfile(ctx, node)).filter(({ id }) => id === version.id);
    expect(await waiting(here)).toEqual([
      { id: version.id, modelName: name, task: "feature-extraction", folder: name },
    ]);

    await saveProfile(ctx, { modelVersionId: version.id, nodeId: here, ...profile, loadMs: 500 });
    await saveProfile(ctx, { modelVersionId: version.id, nodeId: here, ...profile });
    await saveProfile(ctx, { modelVersionId: version.id, nodeId: here, ...int8 });

    expect(await waiting(here)).toEqual([]);
    expect(await waiting(there)).toHaveLength(1);
    const viewer = (await makeTeam(db, clock)).as("viewer");
    const seen = { nodeName: `node-${here}`, measuredAt: clock.now() };
    const model = await getModel(viewer, name);
    expect(model.profile).toEqual({ ...profile, ...seen });
    expect(model.profiles).toHaveLength(2);
    expect(model.profiles).toContainEqual({ ...int8, ...seen });
  });
});
