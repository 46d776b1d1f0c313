import type { latency, listRequests, usageBy, usageTotals } from "@millrace/metering";
import type { StackedSeries } from "../charts/stack-series.ts";
import type { Bucket } from "../range/range.ts";
import type { Names } from "./names.ts";
import type { UsageQuery } from "./usage-query.ts";

export type UsageScreenProps = {
  query: UsageQuery;
  names: Names;
  modelNames: string[];
  totals: Awaited<ReturnType<typeof usageTotals>>;
  latency: Awaited<ReturnType<typeof latency>>;
  chart: StackedSeries;
  bucket: Bucket;
  groups: Awaited<ReturnType<typeof usageBy>>;
  requests: Awaited<ReturnType<typeof listRequests>>;
  currency: string;
};
