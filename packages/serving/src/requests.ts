import type { Priority } from "./batching/ticket.ts";
import type { ActivationFunction, LabelScore } from "./tasks/score-labels.ts";
import type { NamedTensor } from "./tensors/named-tensor.ts";
import type { Timings } from "./timings.ts";

/** One call may carry this many inputs. */
export const INPUTS_MAX = 2_048;

/** How a call is treated while it waits. */
export type Precedence = {
  /** `batch` fills what interactive calls leave, and yields to them within one batch. Default `interactive`. */
  readonly priority?: Priority | undefined;
  /** From now, more than 0. A call that cannot make it is refused at once. Default: none. */
  readonly deadlineMs?: number | undefined;
  /** Calls of one label are one party to the fair division of computing time. Default: all one. */
  readonly flow?: string | undefined;
};

/**
 * Whether the answers of a call were known: all of them (`hit`), some, or none. `off` where none are kept. An input that
 * was being computed for another call when its turn came counts as known.
 */
export type CacheUse = "off" | "hit" | "partial" | "miss";

export type Counted = {
  /**
   * Told how many tokens the call has, once they are counted and before any is computed; 0 for tensors. What it throws, the call
   * rejects with.
   */
  readonly counted?: ((inputTokens: number) => void | Promise<void>) | undefined;
};

export type EmbedRequest = Precedence &
  Counted & {
    /** Texts, or token ids that are run exactly as they are: nothing is added to them. 1 … `INPUTS_MAX`. */
    readonly inputs: readonly (string | readonly number[])[];
    /** Cut what is too long instead of refusing it. */
    readonly truncate: boolean;
    /** Leaving: inputs that no batch holds yet are dropped, and the call rejects with the signal's reason. */
    readonly signal?: AbortSignal | undefined;
  };

export type EmbedAnswer = {
  /** One per input, in order, each `dimensions` wide; unit length where the model says so. */
  readonly vectors: readonly Float32Array[];
  /** Tokens that the model read, special tokens such as `[CLS]` included, padding not. */
  readonly inputTokens: number;
  /** Those of them that were not computed for this call, as the answer was known. */
  readonly cachedInputTokens: number;
  readonly cache: CacheUse;
  readonly timings: Timings;
};

export type ClassifyRequest = Precedence &
  Counted & {
    readonly inputs: readonly string[];
    /** How many labels per input, best first; null gives all. */
    readonly topK: number | null;
    /** What turns logits into scores; null takes what the model was trained for. */
    readonly functionToApply: ActivationFunction | null;
    readonly truncate: boolean;
    readonly signal?: AbortSignal | undefined;
  };

export type ClassifyAnswer = {
  /** One list per input, in order, highest score first. */
  readonly scores: readonly (readonly LabelScore[])[];
  /** These as in `EmbedAnswer`. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cache: CacheUse;
  readonly timings: Timings;
};

export type InferRequest = Precedence &
  Counted & {
    /** One for each port of the model, in any order. */
    readonly inputs: readonly NamedTensor[];
    /** Names of the wanted outputs, in the wanted order; null gives all, in the model's order. */
    readonly outputs: readonly string[] | null;
    readonly signal?: AbortSignal | undefined;
  };

export type InferAnswer = {
  readonly outputs: readonly NamedTensor[];
  /** What the request counts as: the size of the first dimension where that is a batch, else 1. */
  readonly rows: number;
  /** These as in `EmbedAnswer`; 0 for a model that reads no text. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cache: CacheUse;
  readonly timings: Timings;
};
