const FIRST_WAIT_MS = 15_000;
const WAIT_MAX_MS = 600_000;
/** How often the same key is tried: a provider keeps some failures under their key. */
const TRIES_OF_A_KEY = 3;

export type Attempt = {
  /** Counts keys, from 0 on. */
  readonly attempt: number;
  /** Before a key is used first, unless it is the very first: whether one before it had come through after all. */
  readonly looksUp: boolean;
  /** Until the next try, if this one has no answer. */
  readonly waitMs: number;
};

/** The try of an operation that was taken so many times, with this one. */
export function nextAttempt(taken: number): Attempt {
  const before = Math.max(0, taken - 1);
  return {
    attempt: Math.floor(before / TRIES_OF_A_KEY),
    looksUp: before > 0,
    waitMs: Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** Math.min(before, 12)),
  };
}
