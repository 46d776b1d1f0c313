import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { findCurrency, sumAll, type UsageTotal } from "./store.ts";
import { type UsageFilter, usageFilterSchema } from "./usage-filter.ts";

export type UsageTotals = UsageTotal & {
  /** ISO 4217; of the team. */
  currency: string;
};

/**
 * Everything that a filter means, added up; the times are means over requests of every outcome. Exact, whatever the ends of the
 * span. Fault `invalid` `metering.filter_invalid`.
 */
export async function usageTotals({ database, actor }: Context, input: UsageFilter): Promise<UsageTotals> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  requirePermission(actor, "usage.read");
  return database.inTeam(actor.teamId, async (tx) => ({
    ...(await sumAll(tx, actor.teamId, filter)),
    currency: await findCurrency(tx, actor.teamId),
  }));
}
