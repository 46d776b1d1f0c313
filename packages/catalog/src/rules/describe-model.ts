import type { Task } from "../model.ts";
import type { ModelConfig } from "../model-config.ts";
import { type FrontMatter, listOf, textOf } from "./read-front-matter.ts";

export type ModelDescription = {
  task: Exclude<Task, "tensor">;
  license: string;
  languages: string[];
  labels: string[];
  dimensions: number | null;
  tokensMax: number;
};

/** Why a folder cannot be registered, as a sentence for the operator. */
export type Unusable = { unusable: string };

const TEXT_TASKS = ["feature-extraction", "text-classification"] as const;

/** Tasks of the hub that this one serves as well. */
const ALIASES: Record<string, ModelDescription["task"]> = { "sentence-similarity": "feature-extraction" };

/** What the card and the configuration files together say about a model, or what is missing. */
export function describeModel(matter: FrontMatter, config: ModelConfig): ModelDescription | Unusable {
  const task = taskOf(textOf(matter, "pipeline_tag"), config);
  if (task === null) {
    return {
      unusable: `its card names no task that Millrace serves (pipeline_tag: ${TEXT_TASKS.join(", ")})`,
    };
  }
  const limits = [config.model_max_length, config.max_position_embeddings].filter(
    (limit) => limit !== undefined,
  );
  if (limits.length === 0) {
    return { unusable: "neither tokenizer_config.json nor config.json says how many tokens it takes" };
  }
  const labels = task === "text-classification" ? labelsOf(config) : [];
  if (labels === null) return { unusable: "id2label in config.json does not number the labels 0, 1, 2, …" };
  const dimensions = task === "feature-extraction" ? config.hidden_size : null;
  if (dimensions === undefined) return { unusable: "config.json has no hidden_size" };
  return {
    task,
    license: textOf(matter, "license") ?? "unknown",
    languages: listOf(matter, "language"),
    labels,
    dimensions,
    tokensMax: Math.min(...limits),
  };
}

function taskOf(tag: string | null, config: ModelConfig): ModelDescription["task"] | null {
  if (tag !== null) return TEXT_TASKS.find((task) => task === tag) ?? ALIASES[tag] ?? null;
  const isClassifier = config.architectures.some((name) => name.endsWith("ForSequenceClassification"));
  return isClassifier ? "text-classification" : null;
}

/** In the order of the outputs; null when the numbering has holes or there is none. */
function labelsOf({ id2label }: ModelConfig): string[] | null {
  const count = Object.keys(id2label).length;
  const labels = Array.from({ length: count }, (_, index) => id2label[String(index)]);
  return count > 0 && labels.every((label) => label !== undefined) ? labels : null;
}
