import { Fault } from "@millrace/kernel";
import type { Bucket, UsageFilter } from "./usage-filter.ts";

const HOUR_MS = 3_600_000;

/** What keeps a chart's points countable. */
const RANGE_MS_MAX: Record<Bucket, number> = {
  minute: 2 * HOUR_MS,
  hour: 32 * 24 * HOUR_MS,
  day: 400 * 24 * HOUR_MS,
  month: 400 * 24 * HOUR_MS,
};

/** Minutes reach over 2 hours at most, hours over 32 days, days and months over 400 days. */
export function requireBucket({ from, to }: Pick<UsageFilter, "from" | "to">, bucket: Bucket): void {
  if (to.getTime() - from.getTime() <= RANGE_MS_MAX[bucket]) return;
  throw new Fault({
    kind: "invalid",
    code: "metering.filter_invalid",
    message: `A chart by the ${bucket} reaches over ${RANGE_MS_MAX[bucket] / HOUR_MS} hours at most.`,
    param: "from",
  });
}
