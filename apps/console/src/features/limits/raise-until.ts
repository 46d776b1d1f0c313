const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const RAISE_DAYS_MAX = 31;
const TO_THE_MINUTE = "2026-01-01T00:00".length;

/** A moment as a field for local times has it, such as `2026-01-31T18:30`. */
export function writeLocal(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS);
  return shifted.toISOString().slice(0, TO_THE_MINUTE);
}

/** When a raise ends, as such a field says it; null for what is over, too late or no time. */
export function parseUntil(text: string, now: Date): Date | null {
  const until = new Date(text);
  const leftMs = until.getTime() - now.getTime();
  return leftMs > 0 && leftMs <= RAISE_DAYS_MAX * DAY_MS ? until : null;
}

export function tomorrow(now: Date): Date {
  return new Date(now.getTime() + DAY_MS);
}
