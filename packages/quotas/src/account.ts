/** Whose use is counted. */
export const SCOPES = ["team", "member", "key", "deployment"] as const;
export type Scope = (typeof SCOPES)[number];

/** What is counted; `concurrency` is how many requests are under way. */
export const MEASURES = ["requests", "tokens", "spend", "concurrency"] as const;
export type Measure = (typeof MEASURES)[number];

/**
 * What a team holds rather than uses: replicas of deployments that are meant to run, their compute units (threads), and bytes
 * of kept bodies and exports.
 */
export const HOLDINGS = ["replicas", "compute_units", "stored_bytes"] as const;
export type Holding = (typeof HOLDINGS)[number];

/** What can be limited. */
export type LimitMeasure = Measure | Holding;

/** Calendar periods in UTC; `total` never ends, and `now` is this moment. */
export const PERIODS = ["minute", "day", "month", "total", "now"] as const;
export type LimitPeriod = (typeof PERIODS)[number];

export type AccountName = {
  readonly teamId: string;
  readonly scope: Scope;
  /** Of the team, person, key or deployment. */
  readonly scopeId: string;
  /** `turn`: the right to be the one request under way where a limit is throttled. */
  readonly measure: Measure | "credit" | "turn";
  readonly period: LimitPeriod;
  readonly startsAt: Date;
};

/** Where a request's use is taken from: one limit in one of its periods, the team's prepaid credit, or a turn. */
export type Account = AccountName & {
  /** ISO 4217, of amounts of money. */
  readonly currency: string;
};

/** An amount of an account's measure: requests, tokens, or picos of the team's currency. */
export type Charge = {
  readonly account: Account;
  readonly amount: bigint;
  /** When the request came, as its record will say. */
  readonly at: Date;
};

const keys = new WeakMap<AccountName, string>();

/** The same for all that name one account. Every request asks for it many times. */
export function accountKey(account: AccountName): string {
  const known = keys.get(account);
  if (known !== undefined) return known;
  const { teamId, scope, scopeId, measure, period, startsAt } = account;
  const key = `${teamId} ${scope} ${scopeId} ${measure} ${period} ${startsAt.getTime()}`;
  keys.set(account, key);
  return key;
}

/** A team's credit as an account. */
export function creditAccount({ teamId, currency }: { teamId: string; currency: string }): Account {
  return {
    teamId,
    scope: "team",
    scopeId: teamId,
    measure: "credit",
    period: "total",
    startsAt: new Date(0),
    currency,
  };
}

/** Of whatever this account is limited for, the one request at a time that a throttled limit lets in. */
export function turnAccount(account: Account): Account {
  return { ...account, measure: "turn", period: "now", startsAt: new Date(0) };
}

/** Of the others the leases alone tell what is used: no record settles them. */
export function isSettled({ period }: AccountName): boolean {
  return period !== "minute" && period !== "now";
}
