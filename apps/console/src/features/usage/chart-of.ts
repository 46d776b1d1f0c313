import { PICO_PER_UNIT } from "@millrace/kernel";
import type { UsagePoint } from "@millrace/metering";
import { type StackedSeries, stackSeries } from "../charts/stack-series.ts";
import { measured } from "./measured.ts";
import { type Names, nameOfGroup } from "./names.ts";
import type { UsageQuery } from "./usage-query.ts";

export type ChartOptions = {
  points: readonly UsagePoint[];
  query: Pick<UsageQuery, "group" | "show">;
  names: Names;
  buckets: readonly Date[];
};

/** Amounts become floats here, for drawing only; the tables beside the chart keep the exact figures. */
export function chartOf({ points, query, names, buckets }: ChartOptions): StackedSeries {
  const unit = query.show === "cost" ? Number(PICO_PER_UNIT) : 1;
  return stackSeries({
    buckets,
    samples: points.map((point) => ({
      at: point.at,
      group: point.group,
      value: Number(measured(point, query.show)) / unit,
    })),
    nameOf: (group) => nameOfGroup(names, query.group, group),
    othersName: names.others,
  });
}
