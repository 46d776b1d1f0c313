/** Rows of token ids, one after the other without padding. */
export type TokenBatch = {
  /** Tokens of each row; at least 1. */
  readonly lengths: Int32Array;
  /** The ids of all rows, `sum(lengths)` long. */
  readonly ids: Int32Array;
};

/** One row of `width` numbers per row of the batch, in its order. */
export type RowMatrix = { readonly width: number; readonly values: Float32Array };

/** An open model. The seam between the worker's loop and whatever computes. */
export type Backend = {
  /** Throws what the runtime throws; the model stays usable then. */
  run(batch: TokenBatch): Promise<RowMatrix>;
};

/** The model is none that this backend can run. The message is ours and fit for the deployment's owner. */
export class ModelRefused extends Error {
  override readonly name = "ModelRefused";
}

/** What turns a model's output into one row per input. */
export type Head =
  | { readonly kind: "pool"; readonly pooling: "mean" | "cls" | "last"; readonly normalize: boolean }
  | { readonly kind: "logits" };

/** All that a worker process needs to know to open its model. */
export type BackendSettings = {
  readonly onnxFile: string;
  readonly padTokenId: number;
  readonly threads: number;
  readonly head: Head;
};
