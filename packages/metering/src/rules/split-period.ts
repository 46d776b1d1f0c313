import { floorToHour, type Period } from "@millrace/kernel";

const HOUR_MS = 3_600_000;

/**
 * A period as the full hours in it, which the rollup has, and what is left before and after, for which single records must be
 * read: less than an hour on each side.
 */
export function splitPeriod({ start, end }: Period): { hours: Period | null; edges: Period[] } {
  const hours = { start: floorToHour(new Date(start.getTime() + HOUR_MS - 1)), end: floorToHour(end) };
  if (hours.start >= hours.end) return { hours: null, edges: [{ start, end }] };
  const edges = [
    { start, end: hours.start },
    { start: hours.end, end },
  ];
  return { hours, edges: edges.filter((edge) => edge.start < edge.end) };
}
