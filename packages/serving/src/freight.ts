import type { Fault } from "@millrace/kernel";
import type { Keeping } from "./caching/answer-cache.ts";
import type { Batch } from "./worker/batch.ts";

/** What an input brings to a batch, as far as the line needs to know it. */
export type Load = {
  /** How much of a batch it takes. */
  readonly tokens: number;
  /** What callers count it as. */
  readonly rows: number;
  /** As in `LineItem`. */
  readonly kin: string | null;
};

/** What a group's line carries: the inputs of one kind of model, and what each gets in return. */
export type Freight<Carried extends Load, Row> = {
  /** One answer per input, in their order. */
  readonly pack: (loads: readonly Carried[]) => Batch<readonly Row[]>;
  /** What an input is to the model, see `input-key.ts`; null when its answer is not to be kept. */
  readonly keyOf: (load: Carried) => string | null;
  readonly keeping: Keeping<Row>;
  /** The shorter inputs of a batch are computed as if they were as long as the longest. */
  readonly isPadded: boolean;
  /** What a frame holds. */
  readonly batchTokensMax: number;
  /** What may wait in our memory. */
  readonly waitingTokensMax: number;
  /** How a request's caller knows an input; null when it is all of the request. */
  readonly labelOf: (position: number) => string | null;
  /** The fault when the runtime's failure is the caller's doing; null when it is ours or the model's. */
  readonly rejectionOf: (name: string, detail: string) => Fault | null;
};
