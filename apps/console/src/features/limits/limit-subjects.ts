import type { LimitMeasure, LimitPeriod, Measure, Scope } from "@millrace/quotas";

export type Named = { id: string; name: string };

/** What a limit can be set for, beside the team itself. */
export type LimitSubjects = Record<Exclude<Scope, "team">, readonly Named[]>;

/** In the order in which they are shown. */
export const SCOPES = ["team", "member", "key", "deployment"] as const satisfies readonly Scope[];

/** In which periods each is counted. */
export const PERIODS_OF = {
  requests: ["minute", "day", "month", "total"],
  tokens: ["minute", "day", "month", "total"],
  spend: ["day", "month", "total"],
  concurrency: ["now"],
  replicas: ["now"],
  compute_units: ["now"],
  stored_bytes: ["now"],
} as const satisfies Record<LimitMeasure, readonly LimitPeriod[]>;

/** What a request takes. */
export const REQUEST_MEASURES = [
  "requests",
  "tokens",
  "spend",
  "concurrency",
] as const satisfies readonly Measure[];

const MEASURES = Object.keys(PERIODS_OF) as LimitMeasure[];

/** What can be limited for it: only a team holds replicas, compute units and stored bytes. */
export function measuresFor(scope: Scope): readonly LimitMeasure[] {
  return scope === "team" ? MEASURES : REQUEST_MEASURES;
}

/** What a team holds, rather than a request takes. */
export function isHeld(measure: LimitMeasure): measure is Exclude<LimitMeasure, Measure> {
  return !REQUEST_MEASURES.some((one) => one === measure);
}

/** Whether somebody can be told of its shares: not of requests that come and go within a minute. */
export function isToldOf(measure: LimitMeasure, period: LimitPeriod): boolean {
  return period !== "minute" && measure !== "concurrency";
}

/** Whether requests can go one at a time from a share on: of what is used up in a period. */
export function isThrottleable(period: LimitPeriod): boolean {
  return period !== "now";
}
