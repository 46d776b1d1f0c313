import type { ExploredUsage, Forecast, Latency, RequestPage } from "@millrace/metering";
import type { StackedSeries } from "../charts/stack-series.ts";
import type { Bucket } from "../range/range.ts";
import type { Names } from "./names.ts";
import type { UsageQuery } from "./usage-query.ts";

export type UsageScreenProps = {
  query: UsageQuery;
  names: Names;
  modelNames: string[];
  /** First and last day that is shown, as a form holds them. */
  days: { from: string; to: string };
  explored: ExploredUsage;
  latency: Latency | null;
  forecast: Forecast | null;
  /** Of the month that is forecast. */
  monthStart: Date;
  chart: StackedSeries;
  bucket: Bucket;
  /** What the chart can be drawn by. */
  buckets: Bucket[];
  requests: RequestPage;
  /** Of the team, for the files' addresses. */
  handle: string;
};
