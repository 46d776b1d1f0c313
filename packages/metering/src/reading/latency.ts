import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { type Latency, measureLatency } from "./store-requests.ts";
import { type UsageFilter, usageFilterSchema } from "./usage-filter.ts";

/** Of which ten lie beyond the 99th percentile; a busy key has as many in minutes, a rare one in thousands of hours. */
const SAMPLE_MAX = 1_000;

/**
 * How long answers took: median and 99th percentile of the whole, means of waiting and computing, over the newest 1,000 answered
 * requests that the filter means. Null when there are none. Fault `invalid` `metering.filter_invalid`.
 */
export async function latency({ database, actor }: Context, input: UsageFilter): Promise<Latency | null> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  requirePermission(actor, "usage.read");
  if (filter.outcome !== undefined && filter.outcome !== "answered") return null;
  return database.inTeam(actor.teamId, (tx) =>
    measureLatency(tx, actor.teamId, { filter, limit: SAMPLE_MAX }),
  );
}
