import { z } from "zod";

/** As on the Hugging Face hub. */
export const TASKS = ["feature-extraction", "text-classification"] as const;
export type Task = (typeof TASKS)[number];

/** Forms of a version: `fp32` as it was registered, `int8` made from it by Millrace. */
export const VARIANTS = ["fp32", "int8"] as const;
export type Variant = (typeof VARIANTS)[number];

const NAME_LENGTH_MAX = 64;

/** The folder's name and the name that people say, such as `millrace-embed`. */
export const modelNameSchema = z
  .string()
  .max(NAME_LENGTH_MAX)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "Use lower-case letters, digits, dots, dashes and underscores.");

/** What can be run: one name over its versions, of which the newest is shown. */
export type Model = {
  name: string;
  title: string;
  /** The first paragraph of the card, as plain text. */
  summary: string;
  task: Task;
  license: string;
  version: ModelVersion;
  /** The newest measurement of this version on any node; null before the first. */
  profile: ModelProfile | null;
};

/** Immutable, addressed by the digest of its files. */
export type ModelVersion = {
  id: string;
  /** `sha256:` and the digest over the sorted list of file names and file digests. */
  digest: string;
  /** Relative to the folder of models. */
  folder: string;
  sizeBytes: number;
  parameterCount: number;
  /** Longest input, special tokens included. */
  tokensMax: number;
  /** Width of an embedding; null for other tasks. */
  dimensions: number | null;
  /** Of a classifier, in the order of its outputs; empty for other tasks. */
  labels: string[];
  /** BCP 47. */
  languages: string[];
  /** Markdown without its front matter. */
  card: string;
};

/** How fast a version was, measured on a real node. */
export type ModelProfile = {
  nodeName: string;
  measuredAt: Date;
  loadMs: number;
  /** Resident memory of one replica after warm-up. */
  memoryBytes: number;
  grid: ProfileCell[];
};

/** One measured batch: `rows` inputs of `tokens` tokens each. */
export type ProfileCell = z.infer<typeof profileCellSchema>;

export const profileCellSchema = z.object({
  rows: z.int().positive(),
  tokens: z.int().positive(),
  medianMs: z.number().nonnegative(),
  tokensPerSecond: z.number().nonnegative(),
});
