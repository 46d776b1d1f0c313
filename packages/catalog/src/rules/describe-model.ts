import type { ScanReport } from "@millrace/onnx";
import type { ModelVersion, Task } from "../model.ts";
import type { ModelConfig } from "../model-config.ts";
import { describePorts } from "./describe-ports.ts";
import { type FrontMatter, listOf, textOf } from "./read-front-matter.ts";

export type ModelDescription = { task: Task; license: string } & Pick<
  ModelVersion,
  "languages" | "labels" | "dimensions" | "tokensMax" | "inputs" | "outputs"
>;

/** Why a folder cannot be registered, as a clause for the operator. */
export type Unusable = { unusable: string };

/** What a folder says about its model, beside the graph. */
export type About = {
  matter: FrontMatter;
  /** Null when the folder has none. */
  config: ModelConfig | null;
  hasTokenizer: boolean;
  /** What the operator says it does; undefined leaves it to the folder. */
  task: Task | undefined;
};

type TextTask = Exclude<Task, "tensor">;

/** The hub's tasks that read text here, by the name that a card gives them. */
const TEXT_TASKS: Readonly<Record<string, TextTask>> = {
  "feature-extraction": "feature-extraction",
  "sentence-similarity": "feature-extraction",
  "text-classification": "text-classification",
};

/** What the card, the configuration and the graph together say about a model, or what is missing. */
export function describeModel(
  about: About,
  graph: Pick<ScanReport, "inputs" | "outputs">,
): ModelDescription | Unusable {
  const task = taskOf(about);
  if (typeof task !== "string") return task;
  const shape = task === "tensor" ? describeTensors(graph) : describeText(task, about);
  if ("unusable" in shape) return shape;
  return {
    task,
    license: textOf(about.matter, "license") ?? "unknown",
    languages: listOf(about.matter, "language"),
    ...shape,
  };
}

/** What nothing says anything about is served as it is; what looks like text but does not say for what is asked about. */
function taskOf({ matter, config, hasTokenizer, task }: About): Task | Unusable {
  if (task !== undefined) return task;
  const tag = textOf(matter, "pipeline_tag");
  if (tag !== null) return TEXT_TASKS[tag] ?? "tensor";
  const architectures = config?.architectures ?? [];
  if (architectures.some((name) => name.endsWith("ForSequenceClassification"))) return "text-classification";
  if (config === null || !hasTokenizer) return "tensor";
  if (architectures.some((name) => name.endsWith("Model"))) return "feature-extraction";
  return {
    unusable:
      "nothing says what it does: its card may have a pipeline_tag, or --task says feature-extraction, text-classification or tensor",
  };
}

type Shape = Omit<ModelDescription, "task" | "license" | "languages">;

function describeTensors(graph: Pick<ScanReport, "inputs" | "outputs">): Shape | Unusable {
  const inputs = describePorts(graph.inputs);
  if ("unusable" in inputs) return inputs;
  const outputs = describePorts(graph.outputs);
  if ("unusable" in outputs) return outputs;
  return { labels: [], dimensions: null, tokensMax: null, inputs, outputs };
}

function describeText(task: TextTask, { config, hasTokenizer }: About): Shape | Unusable {
  if (config === null) return { unusable: `config.json is missing, which ${task} needs` };
  if (!hasTokenizer) return { unusable: `tokenizer.json is missing, which ${task} needs` };
  const limits = [config.model_max_length, config.max_seq_length, config.max_position_embeddings].filter(
    (limit) => limit !== undefined,
  );
  if (limits.length === 0) {
    return { unusable: "neither tokenizer_config.json nor config.json says how many tokens it takes" };
  }
  const labels = task === "text-classification" ? labelsOf(config) : [];
  if (labels === null) return { unusable: "id2label in config.json does not number the labels 0, 1, 2, …" };
  const dimensions = task === "feature-extraction" ? (config.hidden_size ?? config.dim) : null;
  if (dimensions === undefined) return { unusable: "config.json has no hidden_size" };
  return { labels, dimensions, tokensMax: Math.min(...limits), inputs: [], outputs: [] };
}

/** In the order of the outputs; null when the numbering has holes or there is none. */
function labelsOf({ id2label }: ModelConfig): string[] | null {
  const count = Object.keys(id2label).length;
  const labels = Array.from({ length: count }, (_, index) => id2label[String(index)]);
  return count > 0 && labels.every((label) => label !== undefined) ? labels : null;
}
