import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { findModelFiles } from "./find-model-files.ts";
import { type ModelVersion, modelNameSchema, type Task } from "./model.ts";
import { type ModelConfig, modelConfigSchema } from "./model-config.ts";
import { describeModel, type ModelDescription } from "./rules/describe-model.ts";
import { digestFiles, type FileDigest } from "./rules/digest-files.ts";
import { readFrontMatter } from "./rules/read-front-matter.ts";
import { summariseCard } from "./rules/summarise-card.ts";
import { type ScannedGraph, scanGraph } from "./scan-graph.ts";
import { unusable } from "./unusable.ts";

const TEXT_BYTES_MAX = 4 * 1024 * 1024;

/** What the operator says instead of the folder. */
export type Said = { name?: string | undefined; title?: string | undefined; task?: Task | undefined };

export type ModelFolder = {
  name: string;
  title: string;
  summary: string;
  task: Task;
  license: string;
  version: Omit<ModelVersion, "id" | "folder">;
  /** All that belongs to the model, relative to its folder. */
  files: FileDigest[];
};

/**
 * Reads a model in the Hugging Face hub's layout (`onnx/model.onnx`, `config.json`, `tokenizer.json`, `README.md`), or a
 * graph that comes alone as `model.onnx`. The graph is scanned and never run. What does not belong to the model, such as
 * training scripts and other graphs, does not count. Fault `invalid` `catalog.model_unusable` says what is wrong.
 */
export async function readModelFolder(folder: string, said: Said = {}): Promise<ModelFolder> {
  const name = modelNameSchema.safeParse(said.name ?? basename(folder));
  if (!name.success) {
    throw unusable(
      folder,
      "a model is named in lower-case letters, digits, dots, dashes and underscores (--name)",
    );
  }
  const root = await realpath(folder).catch(() => folder);
  const { graph, others } = await findModelFiles(root);
  const scanned = await scanGraph(root, graph);
  const files = await digestAll(root, [graph, ...scanned.weights, ...others]);
  const { matter, card } = readFrontMatter(await readText(root, others, "README.md"));
  const config = await readConfig(root, others);
  const about = { matter, config, hasTokenizer: others.includes("tokenizer.json"), task: said.task };
  const description = describeModel(about, scanned.report);
  if ("unusable" in description) throw unusable(root, description.unusable);
  const { title, summary } = summariseCard(card);
  return {
    name: name.data,
    title: said.title ?? title ?? name.data,
    summary: summary ?? "",
    ...parts(description, scanned, files, card),
    files,
  };
}

function parts(
  { task, license, ...shape }: ModelDescription,
  { report }: ScannedGraph,
  files: FileDigest[],
  card: string,
): Pick<ModelFolder, "task" | "license" | "version"> {
  const sizeBytes = files.reduce((total, file) => total + file.sizeBytes, 0);
  return {
    task,
    license,
    version: { ...shape, digest: digestFiles(files), sizeBytes, parameterCount: report.parameters, card },
  };
}

/** The digest of each file, by what is in it now. */
export async function digestAll(folder: string, paths: readonly string[]): Promise<FileDigest[]> {
  return Promise.all(paths.map((path) => digestFile(folder, path)));
}

async function digestFile(folder: string, path: string): Promise<FileDigest> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  await pipeline(createReadStream(join(folder, path)), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      sizeBytes += chunk.length;
    }
  });
  return { path, sizeBytes, sha256: hash.digest("hex") };
}

/** Null when there is none: then nothing says what the graph is for. */
async function readConfig(folder: string, present: readonly string[]): Promise<ModelConfig | null> {
  const names = ["tokenizer_config.json", "sentence_bert_config.json", "config.json"];
  const found = await Promise.all(names.map((name) => readJson(folder, present, name)));
  if (!present.includes("config.json")) return null;
  const parsed = modelConfigSchema.safeParse(Object.assign({}, ...found));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unusable(folder, `${issue?.path.join(".")} in its configuration: ${issue?.message}`);
}

async function readJson(folder: string, present: readonly string[], path: string): Promise<object> {
  if (!present.includes(path)) return {};
  const text = await readText(folder, present, path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Falls through to the same sentence.
  }
  throw unusable(folder, `${path} is not a JSON object`);
}

/** Empty when there is none. */
async function readText(folder: string, present: readonly string[], path: string): Promise<string> {
  if (!present.includes(path)) return "";
  const { size } = await stat(join(folder, path));
  if (size > TEXT_BYTES_MAX) throw unusable(folder, `${path} is larger than ${TEXT_BYTES_MAX} bytes`);
  return readFile(join(folder, path), "utf8");
}
