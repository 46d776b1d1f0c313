import { z } from "zod";

/** As on the Hugging Face hub; `tensor` is any other graph, served as it is. */
export const TASKS = ["feature-extraction", "text-classification", "tensor"] as const;
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
  /** What the node that measured last says of this version as it was registered; null before the first time. */
  profile: ModelProfile | null;
  /** What that node says of each variant. */
  profiles: ModelProfile[];
};

/** Immutable, addressed by the digest of its files. */
export type ModelVersion = {
  id: string;
  /** `sha256:` and the digest over the sorted list of file names and file digests. */
  digest: string;
  /** Relative to the store of models: its digest in hex. */
  folder: string;
  sizeBytes: number;
  parameterCount: number;
  /** Longest input, special tokens included; null for a model that reads no text. */
  tokensMax: number | null;
  /** Width of an embedding; null for other tasks. */
  dimensions: number | null;
  /** Of a classifier, in the order of its outputs; empty for other tasks. */
  labels: string[];
  /** What the graph takes and gives, for the task `tensor`; empty for other tasks. */
  inputs: TensorPort[];
  outputs: TensorPort[];
  /** BCP 47. */
  languages: string[];
  /** Markdown without its front matter. */
  card: string;
};

/** A tensor under a name. A dimension of -1 may be of any size. */
export type TensorPort = z.infer<typeof tensorPortSchema>;

export const tensorPortSchema = z.object({
  name: z.string(),
  /** A datatype of the Open Inference Protocol. */
  datatype: z.string(),
  shape: z.array(z.int().min(-1)),
});

/** How fast a variant of a version was, measured on a real node, and how near it came to the version itself. */
export type ModelProfile = {
  nodeName: string;
  variant: Variant;
  measuredAt: Date;
  loadMs: number;
  /** Resident memory of one replica after warm-up. */
  memoryBytes: number;
  grid: ProfileCell[];
  /** Of the variant's graph with its weights. */
  sizeBytes: number;
  /**
   * With fp32 on the model's own samples: the smallest cosine of two vectors, or the share of equal top labels. Null
   * without samples, and for fp32.
   */
  agreement: number | null;
  /** How many samples were compared. */
  samples: number;
  /** Why the variant is not offered, as a sentence; null when it is. */
  reason: string | null;
};

/** One measured batch: `rows` inputs of `tokens` tokens each. */
export type ProfileCell = z.infer<typeof profileCellSchema>;

export const profileCellSchema = z.object({
  rows: z.int().positive(),
  tokens: z.int().positive(),
  medianMs: z.number().nonnegative(),
  tokensPerSecond: z.number().nonnegative(),
});
