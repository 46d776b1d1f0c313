import { z } from "zod";

/** Hugging Face writes 1e30 for "no limit known". */
const TOKENS_KNOWN_MAX = 1_000_000;
const LABELS_MAX = 10_000;

const tokenLimit = z
  .number()
  .positive()
  .transform((limit) => (Number.isInteger(limit) && limit <= TOKENS_KNOWN_MAX ? limit : undefined))
  .optional();

/** The parts of `config.json` and its like that a catalogue shows, under their own names. */
export const modelConfigSchema = z.object({
  architectures: z.array(z.string()).default([]),
  hidden_size: z.int().positive().optional(),
  /** DistilBERT's word for it. */
  dim: z.int().positive().optional(),
  max_position_embeddings: tokenLimit,
  model_max_length: tokenLimit,
  max_seq_length: tokenLimit,
  id2label: z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length <= LABELS_MAX, { message: "too many labels" })
    .default({}),
});

export type ModelConfig = z.infer<typeof modelConfigSchema>;
