import type { Period } from "@millrace/kernel";

export const RANGES = ["1h", "24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];
export type Bucket = "minute" | "hour" | "day";

export const RANGE_DEFAULT: Range = "24h";

const BUCKET_MS: Record<Bucket, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const SHAPES: Record<Range, { bucket: Bucket; buckets: number }> = {
  "1h": { bucket: "minute", buckets: 60 },
  "24h": { bucket: "hour", buckets: 24 },
  "7d": { bucket: "hour", buckets: 168 },
  "30d": { bucket: "day", buckets: 30 },
};

/** A range from the address; whatever is not one of ours is the default. */
export function parseRange(text: unknown): Range {
  return RANGES.find((range) => range === text) ?? RANGE_DEFAULT;
}

export function bucketOf(range: Range): Bucket {
  return SHAPES[range].bucket;
}

/** The span that a range means now: whole buckets (in UTC), the last of which is still filling. */
export function periodOfRange(range: Range, now: Date): Period {
  const { bucket, buckets } = SHAPES[range];
  const sizeMs = BUCKET_MS[bucket];
  const endMs = (Math.floor(now.getTime() / sizeMs) + 1) * sizeMs;
  return { start: new Date(endMs - buckets * sizeMs), end: new Date(endMs) };
}

/** The starts of all buckets in the span, oldest first, so that a chart shows silence as zero. */
export function bucketStarts(period: Period, bucket: Bucket): Date[] {
  const sizeMs = BUCKET_MS[bucket];
  const count = Math.ceil((period.end.getTime() - period.start.getTime()) / sizeMs);
  return Array.from({ length: count }, (_, index) => new Date(period.start.getTime() + index * sizeMs));
}
