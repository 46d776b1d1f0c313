import { type Aggregation, aggregateUsage, WINDOW_SECONDS } from "../rules/aggregate-usage.ts";
import type { Meter } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { usageList } from "./process-meter-event.ts";

/** In seconds; from `start`, and before `end`. */
export type Span = { start: number; end: number };

/** What a customer used by a meter in a span, of what has been counted so far, as a decimal. */
export function readUsage(world: World, meter: Meter, customerId: string, span: Span): string {
  return aggregateUsage(countedIn(world, meter.id, customerId, span), aggregationOf(meter));
}

/** The beginnings of the windows of this length in which anything was counted, oldest first. */
export function usedWindows(world: World, { meter, customerId, span, seconds }: WindowsQuery): number[] {
  const starts = countedIn(world, meter.id, customerId, span).map(
    ({ at }) => Math.floor(at / seconds) * seconds,
  );
  return [...new Set(starts)].sort((one, other) => one - other);
}

type WindowsQuery = { meter: Meter; customerId: string; span: Span; seconds: number };

const countedIn = (world: World, meterId: string, customerId: string, { start, end }: Span) =>
  usageList(world, meterId, customerId).filter(
    ({ at, event }) => event.state === "counted" && at >= start && at < end,
  );

function aggregationOf(meter: Meter): Aggregation {
  const { default_aggregation, event_time_window: window } = meter;
  return {
    formula: default_aggregation.formula,
    windowSeconds: window === null ? null : (WINDOW_SECONDS[window] ?? null),
  };
}
