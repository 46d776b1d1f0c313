import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildModel, node, valueInfo, writeModel } from "@millrace/onnx";
import { expect, onTestFinished, test } from "vitest";
import { openModel } from "./open-model.ts";
import { EMBED_FOLDER, LANGID_FOLDER } from "./testing/specs.ts";

const CONFIG = { vocab_size: 100, hidden_size: 16, max_position_embeddings: 64 };
const GRAPH = writeModel(
  buildModel({
    nodes: [node("Relu", ["x"], ["y"])],
    inputs: [valueInfo("x", ["batch", 4])],
    outputs: [valueInfo("y", ["batch", 4])],
  }),
);
const FILES = { "config.json": CONFIG, "tokenizer.json": {}, "onnx/model.onnx": GRAPH };

async function folderWith(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-model-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    const isWritten = typeof content === "string" || content instanceof Uint8Array;
    await writeFile(path.join(folder, name), isWritten ? content : JSON.stringify(content));
  }
  return folder;
}

test("the built-in embedding model says what it is", async () => {
  expect(await openModel(EMBED_FOLDER)).toMatchObject({
    task: "feature-extraction",
    dimensions: 384,
    pooling: "mean",
    normalize: true,
    tokensMax: 256,
    vocabularySize: 8_192,
  });
});

test("the built-in classifier says what it is", async () => {
  const model = await openModel(LANGID_FOLDER);
  expect(model).toMatchObject({ task: "text-classification", multiLabel: false, tokensMax: 128 });
  expect(model.task === "text-classification" && model.labels).toContain("zh");
});

test.each([
  ["the tokenizer's limit", { "tokenizer_config.json": { model_max_length: 48 } }, 48],
  ["the sentence model's limit", { "sentence_bert_config.json": { max_seq_length: 32 } }, 32],
  [
    "the positions when the tokenizer has no limit",
    { "tokenizer_config.json": { model_max_length: 1e30 } },
    64,
  ],
  ["two positions fewer for RoBERTa", { "config.json": { ...CONFIG, model_type: "roberta" } }, 62],
])("%s bounds an input", async (_, files, tokensMax) => {
  expect(await openModel(await folderWith({ ...FILES, ...files }))).toMatchObject({ tokensMax });
});

test("pooling and length are what the sentence model's modules say", async () => {
  const modules = [
    { path: "", type: "sentence_transformers.models.Transformer" },
    { path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
  ];
  const pooling = { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false, include_prompt: true };
  const files = { ...FILES, "modules.json": modules, "1_Pooling/config.json": pooling };
  expect(await openModel(await folderWith(files))).toMatchObject({ pooling: "cls", normalize: false });
});

test("more than one label, each true or not by itself, is multi-label", async () => {
  const config = { ...CONFIG, id2label: { 0: "a", 1: "b" }, problem_type: "multi_label_classification" };
  const folder = await folderWith({ ...FILES, "config.json": config });
  expect(await openModel(folder, "text-classification")).toMatchObject({
    labels: ["a", "b"],
    multiLabel: true,
  });
});

const unsupportedModules = [{ path: "2_Dense", type: "sentence_transformers.models.Dense" }];
const escapingModules = [{ path: "../../etc", type: "sentence_transformers.models.Pooling" }];
const twoPoolings = { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true };

test.each([
  ["neither config.json nor a graph", { "tokenizer.json": {} }, "onnx/model.onnx"],
  ["no tokenizer", { "config.json": CONFIG, "onnx/model.onnx": GRAPH }, "tokenizer.json"],
  ["no ONNX file", { "config.json": CONFIG, "tokenizer.json": {} }, "onnx/model.onnx"],
  ["broken JSON", { ...FILES, "config.json": "{" }, "config.json"],
  ["a module we do not have", { ...FILES, "modules.json": unsupportedModules }, "`Dense`"],
  ["a module outside of the folder", { ...FILES, "modules.json": escapingModules }, "outside"],
  ["two ways of pooling", { ...FILES, "1_Pooling/config.json": twoPoolings, "modules.json": [] }, "pools by"],
])("a folder with %s is refused in one sentence without its path", async (_, files, words) => {
  const folder = await folderWith(files);
  const refused = openModel(folder);
  await expect(refused).rejects.toMatchObject({ kind: "invalid", message: expect.stringContaining(words) });
  await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining(folder) });
});

test("a classifier without labels is refused", async () => {
  const opened = openModel(await folderWith(FILES), "text-classification");
  await expect(opened).rejects.toMatchObject({ code: "serving.model_unsupported" });
});
