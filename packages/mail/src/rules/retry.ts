/** A mail that the server has not taken so often is given up. */
export const ATTEMPTS_MAX = 10;
/** Longer than an attempt may take: also where a sender was killed, nobody tries again while the server may still read. */
const FIRST_WAIT_MS = 30_000;

/** How long to wait from the beginning of the attempt of this number (1 is the first) to the next. Hours, in the end. */
export function waitAfter(attempt: number): number {
  return FIRST_WAIT_MS * 2 ** Math.max(0, Math.min(attempt, ATTEMPTS_MAX) - 1);
}
