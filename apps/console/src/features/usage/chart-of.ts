import { PICO_PER_UNIT } from "@millrace/kernel";
import type { usageSeries } from "@millrace/metering";
import { type StackedSeries, stackSeries } from "../charts/stack-series.ts";
import { type Names, nameOfGroup } from "./names.ts";
import type { UsageMeasure, UsageQuery } from "./usage-query.ts";

type SeriesRow = Awaited<ReturnType<typeof usageSeries>>[number];

export type ChartOptions = {
  rows: readonly SeriesRow[];
  query: Pick<UsageQuery, "group" | "show">;
  names: Names;
  buckets: readonly Date[];
  othersName: string;
};

export function chartOf({ rows, query, names, buckets, othersName }: ChartOptions): StackedSeries {
  return stackSeries({
    buckets,
    samples: rows.map((row) => ({ at: row.at, group: row.group, value: measured(row, query.show) })),
    nameOf: (group) => nameOfGroup(names, query.group, group),
    othersName,
  });
}

/** Amounts become floats here, for drawing only; the tables beside the chart keep the exact figures. */
function measured(row: SeriesRow, show: UsageMeasure): number {
  switch (show) {
    case "requests":
      return row.requests;
    case "tokens":
      return row.inputTokens;
    case "cost":
      return Number(row.amountPico) / Number(PICO_PER_UNIT);
  }
}
