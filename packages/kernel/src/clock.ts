/** Where time comes from. Code never calls `Date.now()` itself, so that tests can move the hands. */
export type Clock = {
  /** Wall-clock time, for records and people. */
  now(): Date;
  /** Monotonic milliseconds since an arbitrary start, for durations and deadlines. */
  monotonicMs(): number;
};

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
