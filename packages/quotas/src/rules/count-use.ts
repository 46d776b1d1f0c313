import type { Measure, Scope } from "../account.ts";
import { periodStart } from "./period-bounds.ts";

/** What a stored record used. */
export type Use = {
  readonly teamId: string;
  readonly keyId: string;
  /** Null for a service key, which counts against no member. */
  readonly memberId: string | null;
  readonly deploymentId: string;
  /** The start of the service that reserved for it; null: nothing had to be reserved. */
  readonly holderId: string | null;
  readonly at: Date;
  readonly requests: bigint;
  readonly tokens: bigint;
  /** Picos of the team's currency. */
  readonly spend: bigint;
};

type Sums = { requests: bigint; tokens: bigint; spend: bigint };

export type CounterChange = Sums & {
  teamId: string;
  scope: Scope;
  scopeId: string;
  period: "day" | "month" | "total";
  startsAt: Date;
};

const COUNTED_PERIODS = ["day", "month", "total"] as const;

/** What uses add to the counters of their teams, members, keys and deployments. */
export function counterChanges(uses: readonly Use[]): CounterChange[] {
  const changes = new Map<string, CounterChange>();
  for (const use of uses) {
    for (const [scope, scopeId] of scopesOf(use)) {
      for (const period of COUNTED_PERIODS) {
        const startsAt = periodStart(period, use.at);
        const place = `${use.teamId} ${scope} ${scopeId} ${period} ${startsAt.getTime()}`;
        const { teamId } = use;
        const held = changes.get(place) ?? { teamId, scope, scopeId, period, startsAt, ...NOTHING };
        changes.set(place, { ...held, ...sum(held, use) });
      }
    }
  }
  return [...changes.values()];
}

const NOTHING: Sums = { requests: 0n, tokens: 0n, spend: 0n };

function sum(left: Sums, right: Sums): Sums {
  return {
    requests: left.requests + right.requests,
    tokens: left.tokens + right.tokens,
    spend: left.spend + right.spend,
  };
}

function scopesOf({ teamId, keyId, memberId, deploymentId }: Use): [Scope, string][] {
  return [
    ["team", teamId],
    ["key", keyId],
    ["deployment", deploymentId],
    ...(memberId === null ? [] : [["member", memberId] satisfies [Scope, string]]),
  ];
}

/** A lease from which a record may have taken. */
export type HeldLease = {
  readonly teamId: string;
  readonly scope: string;
  readonly scopeId: string;
  readonly measure: string;
  readonly period: string;
  readonly startsAt: Date;
  readonly holderId: string;
  /** Requests that came before took nothing from it. */
  readonly openedAt: Date;
};

/** How much of each lease, in their order, these uses had reserved and have used. */
export function settledOf(leases: readonly HeldLease[], uses: readonly Use[]): bigint[] {
  const byHolder = Map.groupBy(uses, ({ holderId }) => holderId);
  return leases.map((lease) => {
    const candidates = byHolder.get(lease.holderId) ?? [];
    return candidates.reduce(
      (total, use) => (isFrom(lease, use) ? total + amountOf(lease.measure, use) : total),
      0n,
    );
  });
}

function isFrom({ teamId, scope, scopeId, period, startsAt, openedAt }: HeldLease, use: Use): boolean {
  if (use.teamId !== teamId || use.at < openedAt) return false;
  if (!scopesOf(use).some(([name, id]) => name === scope && id === scopeId)) return false;
  const counted = COUNTED_PERIODS.find((one) => one === period);
  return counted !== undefined && periodStart(counted, use.at).getTime() === startsAt.getTime();
}

function amountOf(measure: Measure | "credit" | string, { requests, tokens, spend }: Use): bigint {
  switch (measure) {
    case "requests":
      return requests;
    case "tokens":
      return tokens;
    case "spend":
    case "credit":
      return spend;
    default:
      return 0n;
  }
}
