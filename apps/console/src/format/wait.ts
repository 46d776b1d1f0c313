const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

export type Wait = { unit: "seconds" | "minutes" | "hours"; count: number };

/** How long to wait, in the unit that people would use; rounded up, since a second early is in vain. */
export function waitOf(waitMs: number): Wait {
  if (waitMs < 2 * MINUTE_MS) return { unit: "seconds", count: Math.max(1, Math.ceil(waitMs / SECOND_MS)) };
  if (waitMs < 2 * HOUR_MS) return { unit: "minutes", count: Math.ceil(waitMs / MINUTE_MS) };
  return { unit: "hours", count: Math.ceil(waitMs / HOUR_MS) };
}
