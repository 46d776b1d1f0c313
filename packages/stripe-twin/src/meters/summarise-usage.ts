import { z } from "zod";
import { integer, name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { WINDOW_SECONDS } from "../rules/aggregate-usage.ts";
import type { MeterEventSummary } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { readUsage, type Span, usedWindows } from "./read-usage.ts";

const MINUTE = 60;

export const summaryFilters = {
  customer: name,
  end_time: integer,
  start_time: integer,
  value_grouping_window: z.enum(["hour", "day"]).optional(),
};

type SummaryInput = z.output<z.ZodObject<typeof summaryFilters>>;

/** One summary of the span, or one of each hour or day in which anything was counted, newest first. */
export function summariseUsage(world: World, meterId: string, input: SummaryInput): MeterEventSummary[] {
  const meter = world.meters.need(meterId);
  const { customer, start_time: start, end_time: end, value_grouping_window: grouping } = input;
  const seconds = grouping === undefined ? null : (WINDOW_SECONDS[grouping] ?? null);
  checkAligned(start, seconds ?? MINUTE, "start_time");
  checkAligned(end, seconds ?? MINUTE, "end_time");
  const span: Span = { start, end };
  const spans =
    seconds === null
      ? [span]
      : usedWindows(world, { meter, customerId: customer, span, seconds })
          .map((from) => ({ start: from, end: from + seconds }))
          .reverse();
  return spans.map((each) => ({
    id: `mtrusg_${meter.id.slice(4)}_${each.start}`,
    object: "billing.meter_event_summary",
    aggregated_value: Number(readUsage(world, meter, customer, each)),
    end_time: each.end,
    livemode: world.livemode,
    meter: meter.id,
    start_time: each.start,
  }));
}

function checkAligned(at: number, seconds: number, param: string): void {
  if (at % seconds !== 0)
    throw invalid(
      `${param} must be aligned with ${seconds === MINUTE ? "minute" : "grouping window"} boundaries.`,
      param,
    );
}
