/** How the vectors of a text's tokens become one vector. */
export type Pooling = "mean" | "cls" | "last";

type ModelParts = {
  readonly folder: string;
  readonly onnxFile: string;
  readonly tokenizerFile: string;
  /** Longest input that the model reads, special tokens included. */
  readonly tokensMax: number;
  /** Token ids are 0 … `vocabularySize` − 1. */
  readonly vocabularySize: number;
  readonly padTokenId: number;
};

export type EmbeddingModel = ModelParts & {
  readonly task: "feature-extraction";
  readonly dimensions: number;
  readonly pooling: Pooling;
  /** The model's vectors are scaled to unit length. */
  readonly normalize: boolean;
};

export type ClassificationModel = ModelParts & {
  readonly task: "text-classification";
  /** In the order of the logits. */
  readonly labels: readonly string[];
  /** Labels are independent (sigmoid) rather than exclusive (softmax). */
  readonly multiLabel: boolean;
};

/** What a model folder says about itself, read once by `openModel`. */
export type Model = EmbeddingModel | ClassificationModel;
