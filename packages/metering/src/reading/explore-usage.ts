import type { Context } from "@millrace/db";
import { type Period, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { periodBefore } from "../rules/period-before.ts";
import { requireBucket } from "./require-bucket.ts";
import { findCurrency } from "./store.ts";
import { type ExploredSum, exploreRows } from "./store-groups.ts";
import { BUCKETS, GROUPINGS, MEASURES, type UsageFilter, usageFilterSchema } from "./usage-filter.ts";
import { OTHER_GROUPS, type UsagePoint } from "./usage-series.ts";
import { addSums, type FullSum, NO_USAGE, type UsageSum } from "./usage-sum.ts";

/** Groups beyond these are added up as one. */
const GROUPS_MAX = 200;
/** As many as can be told apart in a picture. */
const POINT_GROUPS_MAX = 5;

const optionsSchema = z.object({
  bucket: z.enum(BUCKETS),
  groupBy: z.enum(GROUPINGS),
  measure: z.enum(MEASURES),
});

export type ExploreUsageInput = UsageFilter & z.infer<typeof optionsSchema>;

/** A group now and in the period before; what there was only before is among them, with nothing now. */
export type ComparedGroup = { group: string; now: UsageSum; before: UsageSum; lastAt: Date };

export type ExploredUsage = {
  /** As long as what has passed of the period, and right before it; null when nothing has passed. */
  before: Period | null;
  totals: { now: FullSum; before: FullSum };
  /** The largest by the measure first. */
  groups: ComparedGroup[];
  /** Oldest first; of the five largest groups, the others as one. */
  points: UsagePoint[];
  /** ISO 4217; of the team. */
  currency: string;
};

/**
 * What a filter means by group: in sum, over time, and beside the period before of equal length. Everything comes from one
 * reading of the usage. Buckets in which nothing happened are absent; how far each reaches is as for `usageSeries`. Fault
 * `invalid` `metering.filter_invalid`.
 */
export async function exploreUsage(
  { database, clock, actor }: Context,
  input: ExploreUsageInput,
): Promise<ExploredUsage> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  const options = parseInput(optionsSchema, input, "metering.filter_invalid");
  requireBucket(filter, options.bucket);
  requirePermission(actor, "usage.read");
  const before = periodBefore({ start: filter.from, end: filter.to }, clock.now());
  const { sums, points, currency } = await database.inTeam(actor.teamId, async (tx) => ({
    ...(await exploreRows(tx, actor.teamId, {
      ...options,
      filter,
      before: before && { ...filter, from: before.start, to: before.end },
      groupsMax: GROUPS_MAX,
      pointGroupsMax: POINT_GROUPS_MAX,
      otherGroups: OTHER_GROUPS,
    })),
    currency: await findCurrency(tx, actor.teamId),
  }));
  const sumOf = (part: ExploredSum["part"]) =>
    sums.filter((row) => row.part === part).reduce<FullSum>(addSums, NO_USAGE);
  return {
    before,
    totals: { now: sumOf("now"), before: sumOf("before") },
    groups: comparedGroups(sums),
    points,
    currency,
  };
}

/** In the order in which the groups come. */
function comparedGroups(sums: readonly ExploredSum[]): ComparedGroup[] {
  const groups = new Map<string, ComparedGroup>();
  for (const row of sums) {
    const { group, lastAt } = row;
    const known = groups.get(group) ?? { group, now: NO_USAGE, before: NO_USAGE, lastAt };
    groups.set(group, {
      ...known,
      [row.part]: plain(row),
      lastAt: row.part === "now" ? lastAt : known.lastAt,
    });
  }
  return [...groups.values()].map(({ now, before, ...rest }) => ({
    ...rest,
    now: plain(now),
    before: plain(before),
  }));
}

function plain({ requests, inputTokens, amountPico }: UsageSum): UsageSum {
  return { requests, inputTokens, amountPico };
}
