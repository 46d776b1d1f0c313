const MINUTE_MS = 60_000;

/**
 * The key of a request that comes to the same however often it is done. It changes with the minute, so that a failure that Stripe
 * keeps under its key for a day is over with the next round.
 */
export function absoluteKey(step: string, now: Date): { idempotencyKey: string } {
  return { idempotencyKey: `${step}:${Math.floor(now.getTime() / MINUTE_MS)}` };
}
