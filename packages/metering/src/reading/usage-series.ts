import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { requireBucket } from "./require-bucket.ts";
import { sumSeries } from "./store-groups.ts";
import { BUCKETS, GROUPINGS, type UsageFilter, usageFilterSchema } from "./usage-filter.ts";
import type { UsageSum } from "./usage-sum.ts";

const GROUPS_MAX = 50;

/** The name under which everything beyond the largest groups is added up; no model and no id is called so. */
export const OTHER_GROUPS = "*";

const optionsSchema = z.object({ bucket: z.enum(BUCKETS), groupBy: z.enum(GROUPINGS) });

export type UsageSeriesInput = UsageFilter & z.infer<typeof optionsSchema>;
export type UsagePoint = UsageSum & {
  /** The start of the bucket. */
  at: Date;
  group: string;
};

/**
 * Usage over time, by group, oldest first; beyond the 50 largest groups the rest is one. Buckets in which nothing happened are
 * absent. Minutes reach over 2 hours at most, hours over 32 days, days and months over 400 days. Fault `invalid`
 * `metering.filter_invalid`.
 */
export async function usageSeries(
  { database, actor }: Context,
  input: UsageSeriesInput,
): Promise<UsagePoint[]> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  const { bucket, groupBy } = parseInput(optionsSchema, input, "metering.filter_invalid");
  requireBucket(filter, bucket);
  requirePermission(actor, "usage.read");
  const points = await database.inTeam(actor.teamId, (tx) =>
    sumSeries(tx, actor.teamId, {
      filter,
      bucket,
      groupBy,
      groupsMax: GROUPS_MAX,
      otherGroups: OTHER_GROUPS,
    }),
  );
  return points.map(({ at, group, requests, inputTokens, amountPico }) => ({
    at,
    group,
    requests,
    inputTokens,
    amountPico,
  }));
}
