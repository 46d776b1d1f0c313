import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { quantizeDynamic, readModel, writeModel } from "@millrace/onnx";
import { MODEL_FOLDER } from "../deployment.ts";
import { mixedTexts } from "../texts.ts";
import { buildMinilm, MINILM } from "./build-minilm.ts";
import { buildMlp } from "./build-mlp.ts";

/** An encoder in the hub's layout, with the int8 variant that Millrace makes of it. */
export type Encoder = {
  name: string;
  folders: Record<Variant, string>;
};
export type Variant = "fp32" | "int8";

export const graphIn = (folder: string) => join(folder, "onnx", "model.onnx");

export type Models = {
  /** The built-in one: 2 layers. */
  embed: Encoder;
  /** Of MiniLM's size: 6 layers. */
  minilm: Encoder;
  /** The folder of a small bare ONNX file. */
  mlpFolder: string;
};

let made: Promise<Models> | undefined;
let root: string | undefined;

/** Made once a run; the same bytes in every run. */
export function models(): Promise<Models> {
  made ??= makeModels();
  return made;
}

export async function discardModels(): Promise<void> {
  await made?.catch(() => undefined);
  if (root !== undefined) await rm(root, { recursive: true, force: true });
}

async function makeModels(): Promise<Models> {
  root = await mkdtemp(join(tmpdir(), "millrace-bench-models-"));
  const minilmFolder = join(root, "bench-minilm");
  await writeMinilm(minilmFolder);
  return {
    embed: await encoderIn(MODEL_FOLDER, root),
    minilm: await encoderIn(minilmFolder, root),
    mlpFolder: await writeMlp(join(root, "bench-mlp")),
  };
}

async function writeMinilm(folder: string): Promise<void> {
  await copySettings(folder);
  const config: unknown = JSON.parse(await readFile(join(MODEL_FOLDER, "config.json"), "utf8"));
  await writeFile(join(folder, "config.json"), JSON.stringify({ ...Object(config), ...MINILM }));
  await writeFile(join(folder, "README.md"), CARD);
  const samples = mixedTexts(SAMPLES, SEED).map((text) => ({ text }));
  await writeFile(join(folder, "samples.json"), JSON.stringify(samples));
  await writeFile(graphIn(folder), writeModel(buildMinilm()));
}

/** The tokenizer and how tokens are pooled are millrace-embed's. */
async function copySettings(folder: string): Promise<void> {
  await mkdir(join(folder, "onnx"), { recursive: true });
  for (const name of SETTINGS) await cp(join(MODEL_FOLDER, name), join(folder, name), { recursive: true });
}

const SETTINGS = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "sentence_bert_config.json",
  "modules.json",
  "1_Pooling",
];
const SAMPLES = 32;
const SEED = 31;

const CARD = `---
license: apache-2.0
pipeline_tag: feature-extraction
language:
  - en
---

# An encoder of MiniLM's size

Seeded random weights, for benchmarks only: as fast as a trained one, and its vectors mean nothing.
`;

/** The int8 variant is a folder of its own, so that whatever opens models can open it. */
async function encoderIn(folder: string, into: string): Promise<Encoder> {
  const name = basename(folder);
  const int8 = join(into, `${name}-int8`);
  await copySettings(int8);
  await cp(join(folder, "config.json"), join(int8, "config.json"));
  const { model } = quantizeDynamic(readModel(await readFile(graphIn(folder))));
  await writeFile(graphIn(int8), writeModel(model));
  return { name, folders: { fp32: folder, int8 } };
}

async function writeMlp(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "model.onnx"), writeModel(buildMlp()));
  return folder;
}
