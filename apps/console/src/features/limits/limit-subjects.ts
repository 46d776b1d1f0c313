import type { LimitPeriod, Measure, Scope } from "@millrace/quotas";

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
} as const satisfies Record<Measure, readonly LimitPeriod[]>;

export const MEASURES = Object.keys(PERIODS_OF) as Measure[];
