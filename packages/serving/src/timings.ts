/**
 * Where a request's time went. The figures describe the input that was answered last, so that they
 * add up for the caller: `totalMs` is at least `queueMs + computeMs`, the rest is reading and passing on.
 */
export type Timings = {
  /** From the moment the input was tokenised until its batch began to compute. */
  readonly queueMs: number;
  /** The time that the model spent on the input's batch. */
  readonly computeMs: number;
  /** From the call to the answer. */
  readonly totalMs: number;
  /** How many inputs shared a batch with this one, itself included: the mean over the request's inputs. */
  readonly batchRows: number;
  /** The part of the computed tokens that was padding, 0 … 1, over the request's batches. */
  readonly paddingShare: number;
};

/** The `server-timing` header (W3C Server Timing): durations in milliseconds. */
export function serverTiming(timings: Timings): string {
  const queue = `queue;dur=${timings.queueMs.toFixed(2)}`;
  const compute = `compute;dur=${timings.computeMs.toFixed(2)}`;
  return `${queue}, ${compute}, total;dur=${timings.totalMs.toFixed(2)}`;
}
