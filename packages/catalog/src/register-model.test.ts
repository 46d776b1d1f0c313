import {
  appendFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildModel, detachWeights, floatTensor, node, valueInfo, writeModel } from "@millrace/onnx";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { getModel } from "./get-model.ts";
import { listModels } from "./list-models.ts";
import { type Registration, registerModel } from "./register-model.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx = { database: db.database, clock };
const root = await mkdtemp(join(tmpdir(), "millrace-catalog-"));
const store = join(root, "store");
afterAll(() => rm(root, { recursive: true }));

const CARD = `---
pipeline_tag: feature-extraction
license: apache-2.0
language: [en]
---
# A tiny embedder

Turns 100% of sentences into numbers.
`;

const MODEL = buildModel({
  nodes: [node("MatMul", ["x", "w"], ["y"])],
  inputs: [valueInfo("x", ["batch", 3])],
  outputs: [valueInfo("y", ["batch", 400])],
  initializers: [floatTensor("w", [3, 400], new Float32Array(1_200))],
});
const ONNX = writeModel(MODEL);
const DETACHED = detachWeights(MODEL, "weights.bin");

type Files = Record<string, string | Uint8Array | null>;

let count = 0;
async function makeFolder(files: Files = {}): Promise<string> {
  return writeFolder({
    "README.md": CARD,
    "config.json": JSON.stringify({ hidden_size: 32, max_position_embeddings: 64 }),
    "tokenizer.json": "{}",
    "tokenizer_config.json": JSON.stringify({ model_max_length: 64 }),
    "onnx/model.onnx": ONNX,
    ...files,
  });
}

async function writeFolder(files: Files): Promise<string> {
  count += 1;
  const folder = join(root, `tiny-${count}`);
  await mkdir(join(folder, "onnx"), { recursive: true });
  for (const [path, contents] of Object.entries(files)) {
    if (contents !== null) await writeFile(join(folder, path), contents);
  }
  return folder;
}

async function register(folder: string, rest: Partial<Registration> = {}) {
  return (await registerModel(ctx, { folder, store, ...rest })).version;
}

describe("registerModel", () => {
  test("every team finds a registered model, as its card and files describe it", async () => {
    const folder = await makeFolder({ "train.py": "not part of it" });
    const version = await register(folder);
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
      folder: version.digest.slice("sha256:".length),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      parameterCount: 1_200,
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
    const versions = await Promise.all([register(folder), register(folder)]);
    versions.push(await register(folder));
    expect(new Set(versions.map(({ id }) => id)).size).toBe(1);
  });

  test("files beside the model change nothing", async () => {
    const folder = await makeFolder();
    const before = await register(folder);
    await writeFile(join(folder, "train.py"), "print()");
    expect(await register(folder)).toEqual(before);
  });

  test("changed files are a new version; the old one stays as it was", async () => {
    const folder = await makeFolder();
    const before = await register(folder);
    await appendFile(join(folder, "tokenizer.json"), " ");
    const after = await register(folder);

    const team = await makeTeam(db, clock);
    expect((await getModel(team.as("viewer"), `tiny-${count}`)).version).toEqual(after);
    expect(await db.sql("SELECT digest FROM model_versions WHERE id = $1", [before.id])).toEqual([
      { digest: before.digest },
    ]);
    expect(after.digest).not.toBe(before.digest);
  });

  test("a graph that comes alone is served as tensors", async () => {
    const folder = await writeFolder({ "model.onnx": ONNX });
    const version = await register(folder, { name: "alone", title: "Alone" });
    expect(version).toMatchObject({
      tokensMax: null,
      inputs: [{ name: "x", datatype: "FP32", shape: [-1, 3] }],
      outputs: [{ name: "y", datatype: "FP32", shape: [-1, 400] }],
    });
    const viewer = (await makeTeam(db, clock)).as("viewer");
    expect(await getModel(viewer, "alone")).toMatchObject({ task: "tensor", title: "Alone", version });
  });

  test("a name that stands for another task is not taken over", async () => {
    const name = "stays";
    await register(await makeFolder(), { name });
    const other = register(await writeFolder({ "model.onnx": ONNX }), { name });
    await expect(other).rejects.toMatchObject({
      kind: "conflict",
      code: "catalog.name_taken",
      param: "name",
    });
  });

  test.each<[string, Files, RegExp | string]>([
    ["no graph", { "onnx/model.onnx": null }, /onnx\/model\.onnx is missing/],
    ["broken JSON", { "config.json": "{" }, /config\.json is not a JSON object/],
    ["a width that is no number", { "config.json": '{"hidden_size":"32"}' }, /hidden_size/],
    ["no tokenizer", { "tokenizer.json": null }, /tokenizer\.json is missing/],
    ["a graph cut short", { "onnx/model.onnx": ONNX.subarray(0, 9) }, /its graph is refused: .*damaged/],
    ["a graph that is none", { "onnx/model.onnx": "PNG, perhaps" }, /its graph is refused/],
    [
      "a graph without its weights",
      { "onnx/model.onnx": writeModel(DETACHED.model) },
      /weights\.bin is missing/,
    ],
    [
      "weights cut short",
      { "onnx/model.onnx": writeModel(DETACHED.model), "onnx/weights.bin": DETACHED.data.subarray(1) },
      /weights\.bin is shorter/,
    ],
  ])("a folder with %s is refused and says why", async (_, files, reason) => {
    const folder = await makeFolder(files);
    await expect(register(folder)).rejects.toMatchObject({
      kind: "invalid",
      code: "catalog.model_unusable",
      message: expect.stringMatching(reason),
    });
  });

  test.each<[string, string, (folder: string) => Promise<void>]>([
    ["a graph", "model.onnx is a link", (folder) => symlink("elsewhere", join(folder, "onnx/model.onnx"))],
    [
      "a folder of graphs",
      "model.onnx does not lie in a plain folder",
      async (folder) => {
        await rm(join(folder, "onnx"), { recursive: true });
        await symlink(await makeFolder().then((other) => join(other, "onnx")), join(folder, "onnx"));
      },
    ],
    [
      "weights",
      "weights.bin is a hard link",
      async (folder) => {
        await writeFile(join(folder, "onnx/model.onnx"), writeModel(DETACHED.model));
        await writeFile(join(root, "secret"), DETACHED.data);
        await link(join(root, "secret"), join(folder, "onnx/weights.bin"));
      },
    ],
  ])("%s that is only a link to another file is refused", async (_, reason, spoil) => {
    const folder = await makeFolder({ "onnx/model.onnx": null });
    await spoil(folder);
    await expect(register(folder)).rejects.toMatchObject({ message: expect.stringContaining(reason) });
  });

  test("a folder that is not there is refused without its path", async () => {
    await expect(register(join(root, "nowhere"))).rejects.toMatchObject({
      code: "catalog.model_unusable",
      message: expect.not.stringContaining(root),
    });
  });
});

describe("the store", () => {
  test("has what belongs to the model and nothing else, whole and for reading only", async () => {
    const folder = await makeFolder({
      "onnx/model.onnx": writeModel(DETACHED.model),
      "onnx/weights.bin": DETACHED.data,
      "onnx/model_fp16.onnx": "another graph",
      "samples.json": "[]",
      "train.py": "print()",
    });
    const { folder: kept } = await register(folder);
    const paths = (await readdir(join(store, kept), { recursive: true })).sort();
    expect(paths).toEqual(
      [
        "README.md",
        "config.json",
        "onnx",
        "onnx/model.onnx",
        "onnx/weights.bin",
        "samples.json",
        "tokenizer.json",
        "tokenizer_config.json",
      ].sort(),
    );
    expect(await readFile(join(store, kept, "onnx/weights.bin"))).toEqual(Buffer.from(DETACHED.data));
    expect((await stat(join(store, kept, "onnx/weights.bin"))).mode & 0o222).toBe(0);
    expect((await readdir(store)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("keeps a version as it was, whatever becomes of the folder it came from", async () => {
    const folder = await makeFolder();
    const { folder: kept } = await register(folder);
    await rm(folder, { recursive: true });
    expect(await readFile(join(store, kept, "README.md"), "utf8")).toBe(CARD);
  });

  test("mends a copy that has lost a file", async () => {
    const folder = await makeFolder();
    const { folder: kept } = await register(folder);
    await rm(join(store, kept, "tokenizer.json"));
    await register(folder);
    expect(await readFile(join(store, kept, "tokenizer.json"), "utf8")).toBe("{}");
    expect((await readdir(store)).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("takes over a version that was registered in place, under the same identity", async () => {
    const folder = await makeFolder();
    const before = await register(folder);
    await db.sql("UPDATE model_versions SET folder = 'in-place' WHERE id = $1", [before.id]);
    expect(await register(folder)).toEqual(before);
  });

  test("that cannot be written says so", async () => {
    const folder = await makeFolder();
    const blocked = join(root, "no-folder");
    await writeFile(blocked, "a file");
    await expect(register(folder, { store: blocked })).rejects.toMatchObject({
      kind: "unavailable",
      code: "catalog.store_unusable",
    });
  });
});

describe("listModels", () => {
  test("search looks into name, title and summary, in any case, and takes % as it is", async () => {
    await register(await makeFolder({ "README.md": CARD.replace("100%", "all") }));
    const other = `tiny-${count}`;
    await register(await makeFolder());
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
