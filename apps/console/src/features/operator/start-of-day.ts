/** The first moment of a day (UTC) as typed, such as `2026-05-01`; null for what is none. */
export function startOfDay(day: string): Date | null {
  const start = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(start.getTime()) ? null : start;
}

/** The day on which most changes begin. */
export function firstOfNextMonth(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 10);
}
