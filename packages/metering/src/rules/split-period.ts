import type { Period } from "@millrace/kernel";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export type SplitPeriod = {
  /** Full UTC days, which the rollup by days has. */
  days: Period | null;
  /** Full hours, which the rollup by hours has: less than a day before and after the days. */
  hours: Period[];
  /** What is left, for which single records must be read: less than an hour on each side. */
  edges: Period[];
};

/** A period in parts that join, by where what was used in them is added up already. */
export function splitPeriod(whole: Period): SplitPeriod {
  const hours = fullParts(whole, HOUR_MS);
  if (!hours) return { days: null, hours: [], edges: [whole] };
  const edges = around(whole, hours);
  const days = fullParts(hours, DAY_MS);
  return days ? { days, hours: around(hours, days), edges } : { days, hours: [hours], edges };
}

/** Null where the period holds no full one. */
function fullParts({ start, end }: Period, sizeMs: number): Period | null {
  const full = {
    start: new Date(Math.ceil(start.getTime() / sizeMs) * sizeMs),
    end: new Date(Math.floor(end.getTime() / sizeMs) * sizeMs),
  };
  return full.start < full.end ? full : null;
}

function around(whole: Period, inner: Period): Period[] {
  const sides = [
    { start: whole.start, end: inner.start },
    { start: inner.end, end: whole.end },
  ];
  return sides.filter((side) => side.start < side.end);
}
