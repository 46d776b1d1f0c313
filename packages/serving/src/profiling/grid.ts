import type { Model, TensorModel } from "../model.ts";
import { SAMPLE_BYTES_MAX, sampleBytes, sampleTensors } from "../tensors/sample-tensors.ts";
import type { Batch } from "../worker/batch.ts";
import { tensorBatch } from "../worker/tensor-batch.ts";
import { evenBatch } from "../worker/warm-up-texts.ts";

const ROWS = [1, 8, 32];
const LENGTHS = [8, 32, 128];
const TENSOR_ROWS = [1, 8, 32, 128];

export type GridPoint = {
  readonly rows: number;
  /** Tokens per row; 1 for a model that reads tensors. */
  readonly tokens: number;
  readonly batch: Batch<unknown>;
  /** Whether the model computes on it shows only then. */
  readonly isGuess: boolean;
};

/** Cheapest first, as a slow model does not get to the end. */
export function gridOf(model: Model): GridPoint[] {
  if (model.task === "tensor") return tensorGridOf(model);
  const shapes = ROWS.flatMap((rows) => LENGTHS.map((tokens) => ({ rows, tokens })));
  return shapes
    .filter(({ tokens }) => tokens <= model.tokensMax)
    .sort((a, b) => a.rows * a.tokens - b.rows * b.tokens)
    .map(({ rows, tokens }) => ({
      rows,
      tokens,
      batch: evenBatch({ rows, length: tokens }),
      isGuess: false,
    }));
}

/** Zeros for whole numbers, as they may be places in a table. */
function tensorGridOf({ inputs, outputs }: TensorModel): GridPoint[] {
  const hasOpenRows = inputs.some(({ dims }) => typeof dims?.[0] !== "number");
  const counts = TENSOR_ROWS.filter((rows) => rows === 1 || hasOpenRows);
  const wanted = outputs.map((_, port) => port);
  return counts
    .filter((rows) => sampleBytes(inputs, rows) <= SAMPLE_BYTES_MAX)
    .map((rows) => {
      const sample = sampleTensors(inputs, { rows, style: "zeros" });
      const batch = tensorBatch([{ rows, inputs: sample, outputs: wanted }], outputs);
      return { rows, tokens: 1, batch, isGuess: true };
    });
}
