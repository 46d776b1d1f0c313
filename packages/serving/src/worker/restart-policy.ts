const FIRST_DELAY_MS = 100;
const DELAY_MS_MAX = 10_000;
/** A life this long forgives all deaths before it. */
const HEALTHY_MS = 30_000;
const DEATHS_WINDOW_MS = 60_000;
export const DEATHS_MAX = 5;

/** The deaths of one replica that still count against it. */
export type DeathRecord = { readonly recentMs: readonly number[]; readonly inARow: number };

export const NO_DEATHS: DeathRecord = { recentMs: [], inARow: 0 };

/** Adds a death at `atMs` (monotonic) after `servedMs` of service. */
export function recordDeath(record: DeathRecord, death: { atMs: number; servedMs: number }): DeathRecord {
  const recentMs = record.recentMs.filter((otherMs) => death.atMs - otherMs < DEATHS_WINDOW_MS);
  return {
    recentMs: [...recentMs, death.atMs],
    inARow: death.servedMs >= HEALTHY_MS ? 1 : record.inARow + 1,
  };
}

/** How long to wait before the next start, or null when it died too often to be started by itself. */
export function restartDelayMs(record: DeathRecord): number | null {
  if (record.recentMs.length >= DEATHS_MAX) return null;
  return Math.min(FIRST_DELAY_MS * 2 ** (record.inARow - 1), DELAY_MS_MAX);
}
