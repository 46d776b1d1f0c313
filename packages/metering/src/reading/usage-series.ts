import type { Context } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { sumSeries, type UsageSum } from "./store.ts";
import { BUCKETS, type Bucket, GROUPINGS, type UsageFilter, usageFilterSchema } from "./usage-filter.ts";

const HOUR_MS = 3_600_000;

/** What keeps a chart's points countable. */
const RANGE_MS_MAX: Record<Bucket, number> = {
  minute: 2 * HOUR_MS,
  hour: 32 * 24 * HOUR_MS,
  day: 400 * 24 * HOUR_MS,
};
const GROUPS_MAX = 50;

/** The name under which everything beyond the 50 largest groups is added up; no model and no id is called so. */
export const OTHER_GROUPS = "*";

const optionsSchema = z.object({ bucket: z.enum(BUCKETS), groupBy: z.enum(GROUPINGS) });

export type UsageSeriesInput = UsageFilter & z.infer<typeof optionsSchema>;
export type UsagePoint = UsageSum & {
  /** The start of the bucket. */
  at: Date;
  group: string;
};

/**
 * Usage over time, by group, oldest first. Buckets in which nothing happened are absent. Minutes reach over 2 hours at most,
 * hours over 32 days, days over 400. Fault `invalid` `metering.filter_invalid`.
 */
export async function usageSeries(
  { database, actor }: Context,
  input: UsageSeriesInput,
): Promise<UsagePoint[]> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  const { bucket, groupBy } = parseInput(optionsSchema, input, "metering.filter_invalid");
  if (filter.to.getTime() - filter.from.getTime() > RANGE_MS_MAX[bucket]) throw tooLong(bucket);
  requirePermission(actor, "usage.read");
  return database.inTeam(actor.teamId, (tx) =>
    sumSeries(tx, actor.teamId, {
      filter,
      bucket,
      groupBy,
      groupsMax: GROUPS_MAX,
      otherGroups: OTHER_GROUPS,
    }),
  );
}

function tooLong(bucket: Bucket): Fault {
  return new Fault({
    kind: "invalid",
    code: "metering.filter_invalid",
    message: `A chart by the ${bucket} reaches over ${RANGE_MS_MAX[bucket] / HOUR_MS} hours at most.`,
    param: "from",
  });
}
