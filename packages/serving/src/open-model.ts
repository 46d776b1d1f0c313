import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { Fault } from "@millrace/kernel";
import type { ScanReport } from "@millrace/onnx";
import { z } from "zod";
import type { ClassificationModel, EmbeddingModel, Model, Pooling, TensorModel, TextModel } from "./model.ts";
import { openGraph } from "./open-graph.ts";
import { TASKS, type Task } from "./tasks/task.ts";
import { readPorts } from "./tensors/port.ts";

/** A configuration file is a page of text; a larger one is none. */
const CONFIG_BYTES_MAX = 4 * 1024 * 1024;
const TOKENS_FALLBACK = 512;
/** Tokenizers without a limit write a number like 1e30. */
const TOKENS_MAX = 1_048_576;

const positive = z.number().int().positive();

const configSchema = z.object({
  model_type: z.string().optional(),
  architectures: z.array(z.string()).nullish(),
  pipeline_tag: z.string().optional(),
  hidden_size: positive.optional(),
  /** DistilBERT's word for the hidden size. */
  dim: positive.optional(),
  vocab_size: positive,
  max_position_embeddings: positive.optional(),
  pad_token_id: z.number().int().nonnegative().nullish(),
  id2label: z.record(z.string().regex(/^\d+$/), z.string()).optional(),
  problem_type: z.string().nullish(),
});
const tokenizerConfigSchema = z.object({ model_max_length: z.number().positive().nullish() });
const sentenceConfigSchema = z.object({ max_seq_length: positive.nullish() });
const modulesSchema = z.array(z.object({ path: z.string(), type: z.string() }));
const poolingSchema = z.record(z.string(), z.unknown());

type Config = z.infer<typeof configSchema>;

/** Position ids of these start behind the padding token's, so two of the positions are never used. */
const TYPES_WITH_POSITION_OFFSET: ReadonlySet<string> = new Set([
  "roberta",
  "xlm-roberta",
  "camembert",
  "mpnet",
]);
const POSITION_OFFSET = 2;

const ONNX_FILE = "onnx/model.onnx";
/** Where people put a graph that comes alone. */
const BARE_ONNX_FILE = "model.onnx";

/**
 * Reads what a folder in the Hugging Face hub's layout says about its model: `config.json`, `tokenizer.json`,
 * `onnx/model.onnx`, and where they exist `tokenizer_config.json`, `modules.json` and what it names. The task is the
 * given one, else what the folder says; a graph without a `config.json` is `tensor`, and may lie at the folder's top.
 * `onnxFile` is an absolute path of another graph to take instead. The graph is scanned, and its weights are not read.
 * Throws `invalid`: `serving.model_unreadable`, `serving.model_unsupported` or `serving.model_refused`.
 */
export async function openModel(folder: string, task?: Task, onnxFile?: string): Promise<Model> {
  const isBare = (await sizeOf(path.join(folder, "config.json"))) === null;
  if (task === "tensor" || (task === undefined && isBare)) return openTensorModel(folder, onnxFile);
  const config = await readJson(folder, "config.json", configSchema);
  if (config === null) throw unreadable("The model has no `config.json`.");
  const asked = task ?? taskOf(config);
  return asked === "tensor"
    ? openTensorModel(folder, onnxFile)
    : openTextModel(folder, { task: asked, config, onnxFile });
}

async function openTensorModel(folder: string, onnxFile: string | undefined): Promise<TensorModel> {
  const file = onnxFile ?? (await firstFile(folder, [ONNX_FILE, BARE_ONNX_FILE]));
  const report = await openGraph(file);
  const { isDeterministic } = report;
  const externalFiles = externalFilesOf(report, file);
  return { task: "tensor", folder, onnxFile: file, externalFiles, isDeterministic, ...readPorts(report) };
}

type TextFolder = {
  readonly task: TextModel["task"];
  readonly config: Config;
  readonly onnxFile: string | undefined;
};

async function openTextModel(folder: string, { task, config, onnxFile }: TextFolder): Promise<TextModel> {
  const file = onnxFile ?? (await firstFile(folder, [ONNX_FILE]));
  const graph = await openGraph(file);
  const parts = {
    folder,
    onnxFile: file,
    externalFiles: externalFilesOf(graph, file),
    isDeterministic: graph.isDeterministic,
    tokenizerFile: await firstFile(folder, ["tokenizer.json"]),
    tokensMax: await readTokensMax(folder, config),
    vocabularySize: config.vocab_size,
    padTokenId: config.pad_token_id ?? 0,
  };
  return task === "feature-extraction"
    ? { ...parts, ...(await readEmbedding(folder, config)) }
    : { ...parts, ...readClassification(config) };
}

function externalFilesOf({ externalFiles }: ScanReport, onnxFile: string): string[] {
  return externalFiles.map(({ location }) => path.join(path.dirname(onnxFile), location));
}

function taskOf(config: Config): Task {
  const tagged = TASKS.find((task) => task === config.pipeline_tag);
  if (tagged) return tagged;
  const classifies = config.architectures?.some((name) => name.endsWith("ForSequenceClassification"));
  return classifies && config.id2label ? "text-classification" : "feature-extraction";
}

function readClassification(config: Config): Pick<ClassificationModel, "task" | "labels" | "multiLabel"> {
  const byIndex = config.id2label ?? {};
  const labels = Object.keys(byIndex).map((_, index) => byIndex[index]);
  if (labels.length === 0) throw unsupported("The model's `config.json` names no labels (`id2label`).");
  const named = labels.filter((label) => label !== undefined);
  if (named.length < labels.length)
    throw unsupported("The model's `id2label` does not count from 0 without gaps.");
  const multiLabel = config.problem_type === "multi_label_classification" || named.length === 1;
  return { task: "text-classification", labels: named, multiLabel };
}

type EmbeddingParts = Pick<EmbeddingModel, "task" | "dimensions" | "pooling" | "normalize">;

/** Without `modules.json` the folder is no sentence model; mean and unit length is what people do with those. */
async function readEmbedding(folder: string, config: Config): Promise<EmbeddingParts> {
  const dimensions = config.hidden_size ?? config.dim;
  if (dimensions === undefined) throw unsupported("The model's `config.json` has no `hidden_size`.");
  const embedding = { task: "feature-extraction", dimensions } as const;
  const modules = await readJson(folder, "modules.json", modulesSchema);
  if (modules === null) return { ...embedding, pooling: "mean", normalize: true };
  const kinds = modules.map(({ type }) => type.split(".").at(-1) ?? type);
  const unknown = kinds.find((kind) => !["Transformer", "Pooling", "Normalize"].includes(kind));
  if (unknown !== undefined)
    throw unsupported(`The model has a \`${unknown}\` module, which is not supported.`);
  const poolingPath = modules[kinds.indexOf("Pooling")]?.path ?? "1_Pooling";
  const pooling = await readPooling(folder, poolingPath);
  return { ...embedding, pooling, normalize: kinds.includes("Normalize") };
}

const POOLING_MODES: Record<string, Pooling> = {
  pooling_mode_mean_tokens: "mean",
  pooling_mode_cls_token: "cls",
  pooling_mode_lasttoken: "last",
};

/** sentence-transformers has one switch per mode; several at once would join their vectors. */
async function readPooling(folder: string, poolingPath: string): Promise<Pooling> {
  if (path.isAbsolute(poolingPath) || poolingPath.split(/[/\\]/).includes("..")) {
    throw unsupported("The model's `modules.json` points outside of its folder.");
  }
  const switches = (await readJson(folder, path.join(poolingPath, "config.json"), poolingSchema)) ?? {};
  const on = Object.keys(switches).filter((key) => key.startsWith("pooling_mode_") && switches[key] === true);
  if (on.length === 0) return "mean";
  const pooling = POOLING_MODES[on[0] ?? ""];
  if (pooling === undefined || on.length > 1) {
    throw unsupported(
      `The model pools by ${on.map((key) => `\`${key}\``).join(" and ")}, which is not supported.`,
    );
  }
  return pooling;
}

async function readTokensMax(folder: string, config: Config): Promise<number> {
  const tokenizer = await readJson(folder, "tokenizer_config.json", tokenizerConfigSchema);
  const sentence = await readJson(folder, "sentence_bert_config.json", sentenceConfigSchema);
  const offset = TYPES_WITH_POSITION_OFFSET.has(config.model_type ?? "") ? POSITION_OFFSET : 0;
  const positions = (config.max_position_embeddings ?? Number.POSITIVE_INFINITY) - offset;
  const limits = [tokenizer?.model_max_length, sentence?.max_seq_length, positions];
  const smallest = Math.min(...limits.map((limit) => limit ?? Number.POSITIVE_INFINITY));
  return smallest <= TOKENS_MAX ? Math.floor(smallest) : TOKENS_FALLBACK;
}

/** Null when the file does not exist. */
async function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T | null> {
  const file = path.join(folder, name);
  const size = await sizeOf(file);
  if (size === null) return null;
  if (size > CONFIG_BYTES_MAX) throw unreadable(`The model's \`${name}\` is too large.`);
  const parsed = schema.safeParse(parseJson(await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw unreadable(`The model's \`${name}\` is not as expected: ${issue?.path.join(".")} ${issue?.message}`);
}

/** Undefined for what is no JSON; every schema refuses that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first of these files that there is. */
async function firstFile(folder: string, names: readonly [string, ...string[]]): Promise<string> {
  for (const name of names) {
    const file = path.join(folder, name);
    if ((await sizeOf(file)) !== null) return file;
  }
  throw unreadable(`The model has no \`${names[0]}\`.`);
}

async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? found.size : null;
}

function unreadable(message: string): Fault {
  return new Fault({ kind: "invalid", code: "serving.model_unreadable", message });
}

function unsupported(message: string): Fault {
  return new Fault({ kind: "invalid", code: "serving.model_unsupported", message });
}
