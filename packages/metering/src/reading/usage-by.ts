import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { sumGroups } from "./store-groups.ts";
import { GROUPINGS, type Grouping, type UsageFilter, usageFilterSchema } from "./usage-filter.ts";
import type { UsageSum } from "./usage-sum.ts";

const GROUPS_MAX = 100;

export type UsageGroup = UsageSum & {
  group: string;
  /** When its newest request came. */
  lastAt: Date;
};

/** Who used what: the 100 groups with most requests, largest first. Fault `invalid` `metering.filter_invalid`. */
export async function usageBy(
  { database, actor }: Context,
  input: UsageFilter,
  grouping: Grouping,
): Promise<UsageGroup[]> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  const groupBy = parseInput(z.enum(GROUPINGS), grouping, "metering.filter_invalid");
  requirePermission(actor, "usage.read");
  return database.inTeam(actor.teamId, (tx) =>
    sumGroups(tx, actor.teamId, { filter, groupBy, limit: GROUPS_MAX }),
  );
}
