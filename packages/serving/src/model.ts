import type { Ports } from "./tensors/port.ts";

/** How the vectors of a text's tokens become one vector. */
export type Pooling = "mean" | "cls" | "last";

type ModelParts = {
  readonly folder: string;
  readonly onnxFile: string;
  /** The same input always gives the same answer. */
  readonly isDeterministic: boolean;
  /** Files beside it that hold some of its weights. Absolute paths. */
  readonly externalFiles: readonly string[];
};

type TextParts = ModelParts & {
  readonly tokenizerFile: string;
  /** Longest input that the model reads, special tokens included. */
  readonly tokensMax: number;
  /** Token ids are 0 … `vocabularySize` − 1. */
  readonly vocabularySize: number;
  readonly padTokenId: number;
};

export type EmbeddingModel = TextParts & {
  readonly task: "feature-extraction";
  readonly dimensions: number;
  readonly pooling: Pooling;
  /** The model's vectors are scaled to unit length. */
  readonly normalize: boolean;
};

export type ClassificationModel = TextParts & {
  readonly task: "text-classification";
  /** In the order of the logits. */
  readonly labels: readonly string[];
  /** Labels are independent (sigmoid) rather than exclusive (softmax). */
  readonly multiLabel: boolean;
};

export type TextModel = EmbeddingModel | ClassificationModel;

/** Any graph, with the inputs and outputs that it declares. */
export type TensorModel = ModelParts & Ports & { readonly task: "tensor" };

/** What a model folder says about itself, read once by `openModel`. */
export type Model = TextModel | TensorModel;
