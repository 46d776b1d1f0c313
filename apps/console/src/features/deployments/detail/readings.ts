import type { Load } from "@millrace/deployments";

/** Five minutes at a reading every two seconds. */
export const READINGS_MAX = 150;

/** The readings with a newer one at the end; what was read already changes nothing. */
export function withReading(readings: readonly Load[], load: Load | null): readonly Load[] {
  if (!load) return readings;
  const earlier = readings.filter(({ at }) => at < load.at);
  return [...earlier, load].slice(-READINGS_MAX);
}

/**
 * Nodes report only while something moves, so silence after a reading of zero means more of the same: the line goes
 * on at zero. Silence after any other reading says nothing, and adds nothing.
 */
export function withIdleTime(readings: readonly Load[], stepMs: number): readonly Load[] {
  const newest = readings.at(-1);
  if (!newest || newest.requestsPerSecond > 0) return readings;
  return withReading(readings, { ...newest, at: new Date(newest.at.getTime() + stepMs) });
}
