import { createHash } from "node:crypto";
import { createReadStream, type Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { Fault } from "@millrace/kernel";
import { countParameters } from "./count-parameters.ts";
import { type ModelVersion, modelNameSchema, type Task } from "./model.ts";
import { type ModelConfig, modelConfigSchema } from "./model-config.ts";
import { describeModel } from "./rules/describe-model.ts";
import { digestFiles, type FileDigest } from "./rules/digest-files.ts";
import { readFrontMatter } from "./rules/read-front-matter.ts";
import { summariseCard } from "./rules/summarise-card.ts";

const FILES_MAX = 200;
const TEXT_BYTES_MAX = 4 * 1024 * 1024;
/** What makes a model in the hub's layout: the graphs, the tokenizer, and configuration, also of modules such as pooling. */
const MODEL_FILES = [
  /^README\.md$/,
  /^onnx\/[^/]+$/,
  /^(\d+_[A-Za-z]+\/)?config\.json$/,
  /^([a-z_]+_config|config_[a-z_]+|modules)\.json$/,
  /^(tokenizer|special_tokens_map|added_tokens|vocab)\.json$/,
  /^(vocab|merges)\.txt$/,
  /^[^/]+\.model$/,
];

export type ModelFolder = {
  name: string;
  title: string;
  summary: string;
  task: Task;
  license: string;
  version: Omit<ModelVersion, "id">;
};

/**
 * Reads a model in the Hugging Face hub's layout (`README.md`, `config.json`, `tokenizer.json`, `onnx/model.onnx`) and
 * digests the files that belong to it; training scripts and the like beside them do not count.
 * Fault `invalid` `catalog.model_unusable` says what is missing.
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const name = modelNameSchema.safeParse(basename(folder));
  if (!name.success) throw unusable(folder, "its folder's name is no model name");
  const files = await digestModelFiles(folder);
  const { matter, card } = readFrontMatter(await readText(folder, "README.md"));
  const description = describeModel(matter, await readConfig(folder));
  if ("unusable" in description) throw unusable(folder, description.unusable);
  const { task, license, ...shape } = description;
  const { title, summary } = summariseCard(card);
  return {
    name: name.data,
    title: title ?? name.data,
    summary: summary ?? "",
    task,
    license,
    version: {
      ...shape,
      digest: digestFiles(files),
      folder: name.data,
      sizeBytes: files.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
      parameterCount: countParameters(join(folder, "onnx", "model.onnx")),
      inputs: [],
      outputs: [],
      card,
    },
  };
}

async function digestModelFiles(folder: string): Promise<FileDigest[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => pathIn(folder, entry));
  const own = paths.filter((path) => MODEL_FILES.some((pattern) => pattern.test(path)));
  if (own.length > FILES_MAX) throw unusable(folder, `it has more than ${FILES_MAX} files`);
  for (const needed of ["README.md", "config.json", "tokenizer.json", "onnx/model.onnx"]) {
    if (!own.includes(needed)) throw unusable(folder, `${needed} is missing`);
  }
  return Promise.all(own.map((path) => digestFile(folder, path)));
}

function pathIn(folder: string, entry: Dirent): string {
  return relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/");
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

async function readConfig(folder: string): Promise<ModelConfig> {
  const tokenizer = await readJson(folder, "tokenizer_config.json");
  const config = await readJson(folder, "config.json");
  const parsed = modelConfigSchema.safeParse({ ...tokenizer, ...config });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unusable(folder, `${issue?.path.join(".")} in its configuration: ${issue?.message}`);
}

async function readJson(folder: string, path: string): Promise<object> {
  const text = await readText(folder, path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Falls through to the same sentence.
  }
  throw unusable(folder, `${path} is not a JSON object`);
}

async function readText(folder: string, path: string): Promise<string> {
  const size = await stat(join(folder, path)).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) throw unusable(folder, `${path} is missing`);
  if (size > TEXT_BYTES_MAX) throw unusable(folder, `${path} is larger than ${TEXT_BYTES_MAX} bytes`);
  return readFile(join(folder, path), "utf8");
}

function unusable(folder: string, reason: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "catalog.model_unusable",
    message: `The model in the folder ${basename(folder)} cannot be used: ${reason}.`,
  });
}
