import { isUuid, type Period } from "@millrace/kernel";
import type { UsageFilter } from "@millrace/metering";
import { parseRange, periodOfRange, type Range } from "../range/range.ts";
import { textParam } from "../range/text-param.ts";
import { GROUPINGS, type Grouping } from "./names.ts";

export const MEASURES = ["requests", "tokens", "cost"] as const;
export type UsageMeasure = (typeof MEASURES)[number];

/** Everything the usage page shows, as it stands in the address. */
export type UsageQuery = {
  range: Range;
  group: Grouping;
  show: UsageMeasure;
  model?: string;
  key?: string;
  deployment?: string;
  /** Where the list of requests goes on. */
  after?: string;
};

const CURSOR_LENGTH_MAX = 200;

type Params = Record<string, string | string[] | undefined>;

/** Reads the address; what makes no sense there is left out rather than refused. */
export function parseUsageQuery(params: Params): UsageQuery {
  return {
    range: parseRange(params.range),
    group: GROUPINGS.find((name) => name === params.group) ?? "model",
    show: MEASURES.find((name) => name === params.show) ?? "requests",
    model: textParam(params.model),
    key: idParam(params.key),
    deployment: idParam(params.deployment),
    after: textParam(params.after, CURSOR_LENGTH_MAX),
  };
}

function idParam(value: Params[string]): string | undefined {
  return typeof value === "string" && isUuid(value) ? value : undefined;
}

export function periodOfQuery(query: UsageQuery, now: Date): Period {
  return periodOfRange(query.range, now);
}

export function filterOf(query: UsageQuery, period: Period): UsageFilter {
  return {
    from: period.start,
    to: period.end,
    modelName: query.model,
    keyId: query.key,
    deploymentId: query.deployment,
  };
}

/** The address of the same page with some parts changed; a change of anything starts the list anew. */
export function usageAddress(query: UsageQuery, change: Partial<UsageQuery>): Record<string, string> {
  const next = { ...query, after: undefined, ...change };
  return Object.fromEntries(
    Object.entries(next).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
