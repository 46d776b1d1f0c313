import { isUuid, type Period } from "@millrace/kernel";
import type { UsageFilter, UsageThings } from "@millrace/metering";
import { type Bucket, type LongRange, parseLongRange, periodOfRange } from "../range/range.ts";
import { endOfDay, startOfDay } from "../range/start-of-day.ts";
import { textParam } from "../range/text-param.ts";
import { GROUPINGS, type Grouping, isMember, OUTCOMES, type Outcome } from "./names.ts";

export const MEASURES = ["requests", "tokens", "cost"] as const;
export type UsageMeasure = (typeof MEASURES)[number];

/** Everything the usage page shows, as it stands in the address. */
export type UsageQuery = {
  /** What counts where there are no days of one's own. */
  range: LongRange;
  /** First and last day (UTC) of a span of one's own; both or none. */
  from?: string;
  to?: string;
  /** What the chart is drawn by, where that is not the usual one of the span. */
  by?: Bucket;
  group: Grouping;
  show: UsageMeasure;
  model?: string;
  deployment?: string;
  key?: string;
  member?: string;
  outcome?: Outcome;
  /** Where the list of requests goes on. */
  after?: string;
};

export const FILTERS = ["model", "deployment", "key", "member", "outcome"] as const;

const CURSOR_LENGTH_MAX = 200;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OWN_SPAN_DAYS_MAX = 400;
const DAY_LENGTH = 10;

type Params = Record<string, string | string[] | undefined>;

/** Reads the address; what makes no sense there is left out rather than refused. */
export function parseUsageQuery(params: Params): UsageQuery {
  return {
    range: parseLongRange(params.range),
    ...ownDays(params),
    by: CHOSEN_BUCKETS.find((bucket) => bucket === params.by),
    group: GROUPINGS.find((name) => name === params.group) ?? "model",
    show: MEASURES.find((name) => name === params.show) ?? "requests",
    model: textParam(params.model),
    deployment: matching(params.deployment, isUuid),
    key: matching(params.key, isUuid),
    member: matching(params.member, isMember),
    outcome: OUTCOMES.find((name) => name === params.outcome),
    after: textParam(params.after, CURSOR_LENGTH_MAX),
  };
}

function matching(value: Params[string], test: (text: string) => boolean): string | undefined {
  return typeof value === "string" && test(value) ? value : undefined;
}

/** Both days when they are two, in this order, and not further apart than can be read. */
function ownDays({ from, to }: Params): Pick<UsageQuery, "from" | "to"> {
  if (typeof from !== "string" || typeof to !== "string") return {};
  const [start, end] = [startOfDay(from, "UTC"), endOfDay(to, "UTC")];
  if (!start || !end || start >= end) return {};
  return end.getTime() - start.getTime() <= OWN_SPAN_DAYS_MAX * DAY_MS ? { from, to } : {};
}

export function periodOfQuery({ range, from, to }: UsageQuery, now: Date): Period {
  const own = { start: from && startOfDay(from, "UTC"), end: to && endOfDay(to, "UTC") };
  return own.start && own.end ? { start: own.start, end: own.end } : periodOfRange(range, now);
}

/** The days (UTC) that a period touches, as they stand in the address. */
export function daysOf({ start, end }: Period): { from: string; to: string } {
  const day = (at: Date) => at.toISOString().slice(0, DAY_LENGTH);
  return { from: day(start), to: day(new Date(end.getTime() - 1)) };
}

const CHOSEN_BUCKETS = ["hour", "day", "month"] as const;

/** The lengths of time over which each of them makes a picture. */
const REACH_MS: Record<(typeof CHOSEN_BUCKETS)[number], { least: number; most: number }> = {
  hour: { least: 3 * HOUR_MS, most: 32 * DAY_MS },
  day: { least: 2 * DAY_MS, most: OWN_SPAN_DAYS_MAX * DAY_MS },
  month: { least: 32 * DAY_MS, most: OWN_SPAN_DAYS_MAX * DAY_MS },
};

/** What a chart of the period can be drawn by; none where only minutes say something. */
export function bucketsFor(period: Period): Bucket[] {
  const length = lengthOf(period);
  return CHOSEN_BUCKETS.filter(
    (bucket) => length >= REACH_MS[bucket].least && length <= REACH_MS[bucket].most,
  );
}

const MINUTES_MS_MAX = 2 * HOUR_MS;
const HOURS_MS_MAX = 8 * DAY_MS;
const DAYS_MS_MAX = 100 * DAY_MS;

export function bucketOfQuery({ by }: UsageQuery, period: Period): Bucket {
  if (by && bucketsFor(period).includes(by)) return by;
  const length = lengthOf(period);
  if (length <= MINUTES_MS_MAX) return "minute";
  if (length <= HOURS_MS_MAX) return "hour";
  return length <= DAYS_MS_MAX ? "day" : "month";
}

function lengthOf({ start, end }: Period): number {
  return end.getTime() - start.getTime();
}

export function thingsOf({ model, deployment, key, member, outcome }: UsageQuery): UsageThings {
  return { modelName: model, deploymentId: deployment, keyId: key, memberId: member, outcome };
}

export function filterOf(query: UsageQuery, { start, end }: Period): UsageFilter {
  return { from: start, to: end, ...thingsOf(query) };
}

export function isNarrowed(query: UsageQuery): boolean {
  return FILTERS.some((name) => query[name] !== undefined);
}

/** What widens a page again. */
export const NOT_NARROWED: Partial<UsageQuery> = Object.fromEntries(FILTERS.map((name) => [name, undefined]));

/** The address of the same page with some parts changed; a change of anything starts the list anew. */
export function usageAddress(query: UsageQuery, change: Partial<UsageQuery>): Record<string, string> {
  const next = { ...query, after: undefined, ...change };
  return Object.fromEntries(
    Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
