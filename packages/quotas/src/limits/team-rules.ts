import type { LimitPeriod, Measure, Scope } from "../account.ts";

/** A limit as a node applies it. */
export type LimitRule = {
  readonly id: string;
  readonly scope: Scope;
  readonly scopeId: string;
  readonly measure: Measure;
  readonly period: LimitPeriod;
};

/** What a node has to know of a team to let its requests in. */
export type TeamRules = {
  readonly teamId: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Served only as far as the team's credit goes. */
  readonly isPrepaid: boolean;
  /** Whose keys count against a limit of their maker, by key; others are absent. */
  readonly memberOfKey: ReadonlyMap<string, string>;
  /** By scope and id, see `scopeKey`. */
  readonly limits: ReadonlyMap<string, readonly LimitRule[]>;
};
