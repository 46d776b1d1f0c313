import type { ExecutionProvider } from "../providers/execution-provider.ts";
import type { ArrivedTensor, PiecedTensor, TensorLoad } from "../worker/tensor-frames.ts";

/** Rows of token ids, one after the other without padding. */
export type TokenBatch = {
  /** Tokens of each row; at least 1. */
  readonly lengths: Int32Array;
  /** The ids of all rows, `sum(lengths)` long. */
  readonly ids: Int32Array;
};

/** One row of `width` numbers per row of the batch, in its order. */
export type RowMatrix = { readonly width: number; readonly values: Float32Array };

/** An open model that reads token ids. It throws what the runtime throws and stays usable then. */
export type TextBackend = {
  readonly kind: "text";
  run(batch: TokenBatch): Promise<RowMatrix>;
};

/** An open model that reads tensors and gives those that are wanted. It throws as the other does. */
export type TensorBackend = {
  readonly kind: "tensor";
  run(load: TensorLoad<ArrivedTensor>): Promise<readonly PiecedTensor[]>;
};

/** An open model. The seam between the worker's loop and whatever computes. */
export type Backend = TextBackend | TensorBackend;

/** The model is none that this backend can run. The message is ours and fit for the deployment's owner. */
export class ModelRefused extends Error {
  override readonly name = "ModelRefused";
}

/** What turns a model's output into one row per input. */
export type Head =
  | { readonly kind: "pool"; readonly pooling: "mean" | "cls" | "last"; readonly normalize: boolean }
  | { readonly kind: "logits" };

/** All that a worker process needs to know to open its model. */
export type BackendSettings = TextSettings | TensorSettings;

export type SessionSettings = {
  readonly onnxFile: string;
  readonly threads: number;
  readonly provider: ExecutionProvider;
  /** `optimized`: the file is what ONNX Runtime saved before. `saving`: it saves what it makes of the file. */
  readonly graph: "original" | "optimized" | "saving";
};

export type TextSettings = SessionSettings & {
  readonly kind: "text";
  readonly padTokenId: number;
  readonly head: Head;
};

/** Names in the order in which tensors come and go. */
export type TensorSettings = SessionSettings & {
  readonly kind: "tensor";
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};
