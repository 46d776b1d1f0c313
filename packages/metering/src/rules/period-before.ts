import type { Period } from "@millrace/kernel";

/**
 * What a period is compared with: the time right before it, as long as what has passed of it by `now`, so that a day that has
 * begun is not set against a whole one. Null when none of it has passed.
 */
export function periodBefore({ start, end }: Period, now: Date): Period | null {
  const passedMs = Math.min(end.getTime(), now.getTime()) - start.getTime();
  return passedMs <= 0 ? null : { start: new Date(start.getTime() - passedMs), end: start };
}
