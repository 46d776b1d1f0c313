import type { Period } from "@millrace/kernel";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a page of an export covers, so that it holds few buckets at once. */
const WINDOW_MS = { minute: 2 * HOUR_MS, hour: DAY_MS, day: 31 * DAY_MS } as const;

/** A period in parts that end where buckets end, in order: no bucket is cut but by the ends of the period itself. */
export function exportWindows(
  { start, end }: Period,
  bucket: "minute" | "hour" | "day" | "month",
): readonly Period[] {
  const windows: Period[] = [];
  for (let from = start; from < end; ) {
    const next = bucket === "month" ? nextMonth(from) : nextMultiple(from, WINDOW_MS[bucket]);
    const to = next < end ? next : end;
    windows.push({ start: from, end: to });
    from = to;
  }
  return windows;
}

function nextMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}

function nextMultiple(at: Date, sizeMs: number): Date {
  return new Date((Math.floor(at.getTime() / sizeMs) + 1) * sizeMs);
}
