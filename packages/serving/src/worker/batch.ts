import type { Frame, FrameKind } from "./frames.ts";

/** What a process computes at once: one frame there, and how the frame that comes back is read. */
export type Batch<Answer> = {
  readonly kind: FrameKind;
  readonly rows: number;
  /** The payload, in pieces. */
  readonly pieces: readonly Uint8Array[];
  /**
   * Throws when the frame is no answer to this batch: the process is out of step then. Null when the answer is one, but
   * cannot be divided among those who share the batch.
   */
  readonly read: (frame: Frame) => Answer | null;
};

/** How a batch came out. */
export type BatchOutcome<Answer> =
  | { readonly kind: "done"; readonly answer: Answer; readonly computeMs: number }
  | BatchMishap;

export type BatchMishap =
  /** The runtime threw; the process lives on. */
  | { readonly kind: "failed"; readonly detail: string }
  /** It was computed, and is more than a frame holds; the process lives on. */
  | { readonly kind: "too_large" }
  /** The process ended while it computed this batch. */
  | { readonly kind: "died" }
  /** The batch computed for too long, and the process was ended for it. */
  | { readonly kind: "timed_out" }
  /** The process ended before it came to this batch. */
  | { readonly kind: "untouched" };
