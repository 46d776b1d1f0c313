import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { exportWindows } from "../rules/export-windows.ts";
import { type ExportFormat, fileHead, fileLine, type SumsFile, sumColumns } from "../rules/write-usage.ts";
import { requireBucket } from "./require-bucket.ts";
import { findCurrency } from "./store.ts";
import { sumSeries } from "./store-groups.ts";
import { BUCKETS, GROUPINGS, usageFilterSchema } from "./usage-filter.ts";
import { OTHER_GROUPS, type UsageSeriesInput } from "./usage-series.ts";

/** Groups that are told apart; a team has fewer keys than that, and what is beyond them is one. */
const GROUPS_MAX = 10_000;

const optionsSchema = z.object({ bucket: z.enum(BUCKETS), groupBy: z.enum(GROUPINGS) });

/**
 * Usage over time by group as a file, oldest first: one line for each of 10,000 groups in each bucket in which it had any.
 * Comes in pieces of some buckets each, however long the span. Fault `invalid` `metering.filter_invalid`.
 */
export async function exportUsage(
  { database, actor }: Context,
  { format, nameOf }: { format: ExportFormat; nameOf: SumsFile["nameOf"] },
  input: UsageSeriesInput,
): Promise<AsyncGenerator<string>> {
  const filter = parseInput(usageFilterSchema, input, "metering.filter_invalid");
  const { bucket, groupBy } = parseInput(optionsSchema, input, "metering.filter_invalid");
  requireBucket(filter, bucket);
  requirePermission(actor, "usage.read");
  const { teamId } = actor;
  const currency = await database.inTeam(teamId, (tx) => findCurrency(tx, teamId));
  const columns = sumColumns({ groupBy, currency, nameOf });

  async function* pieces(): AsyncGenerator<string> {
    const head = fileHead(columns, format);
    if (head !== "") yield head;
    for (const { start, end } of exportWindows({ start: filter.from, end: filter.to }, bucket)) {
      const window = { ...filter, from: start, to: end };
      const rows = await database.inTeam(teamId, (tx) =>
        sumSeries(tx, teamId, {
          filter: window,
          bucket,
          groupBy,
          groupsMax: GROUPS_MAX,
          otherGroups: OTHER_GROUPS,
        }),
      );
      if (rows.length > 0) yield rows.map((row) => fileLine(columns, format, row)).join("");
    }
  }
  return pieces();
}
