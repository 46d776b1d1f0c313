/** What an input has been through. */
export type Attempt = {
  /** Processes that ended while they computed it. */
  readonly deaths: number;
  /** Runs in no batch with others any more: it may be what ended or failed them. */
  readonly alone: boolean;
};

export const FIRST_ATTEMPT: Attempt = { deaths: 0, alone: false };

/** The ways in which a batch ends without an answer; see `BatchOutcome`. */
export type Mishap = "failed" | "too_large" | "died" | "timed_out";

/**
 * The next attempt at an input whose batch of `rows` came to grief, or null when it has had its chance alone.
 *
 * A death may be anybody's doing, so the batch gets one more run as it was; after a second one its inputs go one
 * by one. A failure, too large an answer or a time-out is the batch's own doing: one by one at once.
 */
export function decideRetry(attempt: Attempt, mishap: Mishap, rows: number): Attempt | null {
  const isFinal = mishap === "failed" || mishap === "too_large";
  if (attempt.alone || (isFinal && rows === 1)) return null;
  switch (mishap) {
    case "died":
      return { deaths: attempt.deaths + 1, alone: attempt.deaths > 0 };
    case "failed":
    case "too_large":
    case "timed_out":
      return { ...attempt, alone: true };
  }
}
