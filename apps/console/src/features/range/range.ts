import type { Period } from "@millrace/kernel";

export const RANGES = ["1h", "24h", "7d", "30d"] as const;
/** Where people look back further than at what is going on. */
export const LONG_RANGES = [...RANGES, "90d", "12mo"] as const;
export type Range = (typeof RANGES)[number];
export type LongRange = (typeof LONG_RANGES)[number];
/** Those that are all of one length. */
export type EvenBucket = "minute" | "hour" | "day";
export type Bucket = EvenBucket | "month";

export const RANGE_DEFAULT: Range = "24h";

const BUCKET_MS: Record<EvenBucket, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const MONTHS = 12;

const SHAPES: Record<Exclude<LongRange, "12mo">, { bucket: EvenBucket; buckets: number }> = {
  "1h": { bucket: "minute", buckets: 60 },
  "24h": { bucket: "hour", buckets: 24 },
  "7d": { bucket: "hour", buckets: 168 },
  "30d": { bucket: "day", buckets: 30 },
  "90d": { bucket: "day", buckets: 90 },
};

/** A range from the address; whatever is not one of ours is the default. */
export function parseRange(text: unknown): Range {
  return RANGES.find((range) => range === text) ?? RANGE_DEFAULT;
}

/** The same, where the long ones are offered too. */
export function parseLongRange(text: unknown): LongRange {
  return LONG_RANGES.find((range) => range === text) ?? RANGE_DEFAULT;
}

export function bucketOf(range: Range): EvenBucket {
  return SHAPES[range].bucket;
}

/** The span that a range means now: whole buckets (in UTC), the last of which is still filling. */
export function periodOfRange(range: LongRange, now: Date): Period {
  if (range === "12mo") return { start: monthStart(now, 1 - MONTHS), end: monthStart(now, 1) };
  const { bucket, buckets } = SHAPES[range];
  const sizeMs = BUCKET_MS[bucket];
  const endMs = (Math.floor(now.getTime() / sizeMs) + 1) * sizeMs;
  return { start: new Date(endMs - buckets * sizeMs), end: new Date(endMs) };
}

/** The starts of all buckets that reach into the span, oldest first, so that a chart shows silence as zero. */
export function bucketStarts(period: Period, bucket: Bucket): Date[] {
  if (bucket === "month") return monthStarts(period);
  const sizeMs = BUCKET_MS[bucket];
  const firstMs = Math.floor(period.start.getTime() / sizeMs) * sizeMs;
  const count = Math.ceil((period.end.getTime() - firstMs) / sizeMs);
  return Array.from({ length: count }, (_, index) => new Date(firstMs + index * sizeMs));
}

function monthStarts({ start, end }: Period): Date[] {
  const starts: Date[] = [];
  for (let at = monthStart(start, 0); at < end; at = monthStart(at, 1)) starts.push(at);
  return starts;
}

/** Of the calendar month (UTC) so many months later. */
function monthStart(at: Date, later: number): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later, 1));
}
