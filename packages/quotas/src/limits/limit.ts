import { z } from "zod";
import {
  HOLDINGS,
  type Holding,
  type LimitMeasure,
  type LimitPeriod,
  MEASURES,
  PERIODS,
  SCOPES,
  type Scope,
} from "../account.ts";

/** 10^18 units of a currency in picos: beyond what any team spends, and what a column holds. */
const VALUE_MAX = 10n ** 30n;
const REASON_LENGTH_MAX = 200;
/** Limits of one team: each is looked at by every node each second. */
export const LIMITS_MAX = 1_000;
/** A raise lasts at most so long; what is to last longer is another limit. */
export const RAISE_DAYS_MAX = 31;
/** Shares of one limit at which somebody is told. */
const SHARES_MAX = 5;

/** How much somebody or something may use in a period. */
export type Limit = {
  id: string;
  scope: Scope;
  /** Of the team, person, key or deployment. */
  scopeId: string;
  measure: LimitMeasure;
  period: LimitPeriod;
  /** Requests, tokens, picos of the team's currency, requests under way, replicas, threads, or bytes. */
  value: bigint;
  /** Shares in per cent at which somebody is told. */
  notifyAt: number[];
  /** The share in per cent from which requests go one at a time; null: never. */
  throttleAt: number | null;
  /** A higher value for a time; over by itself. */
  raise: { value: bigint; until: Date; reason: string } | null;
  /** Null for the system, and for a person who has left. */
  setBy: { id: string; label: string } | null;
  updatedAt: Date;
};

const valueSchema = z.bigint().nonnegative().max(VALUE_MAX);

export const newLimitSchema = z
  .object({
    scope: z.enum(SCOPES),
    scopeId: z.uuid(),
    measure: z.enum([...MEASURES, ...HOLDINGS]),
    period: z.enum(PERIODS),
    value: valueSchema,
    notifyAt: z.array(z.int().min(1).max(100)).max(SHARES_MAX).transform(inOrder).default([]),
    throttleAt: z.int().min(1).max(99).nullable().default(null),
  })
  .refine(({ measure, period }) => (measure === "concurrency" || isHolding(measure)) === (period === "now"), {
    path: ["period"],
    message: "Concurrency and what a team holds are bounded at every moment, everything else in a period.",
  })
  .refine(({ measure, scope }) => scope === "team" || !isHolding(measure), {
    path: ["scope"],
    message: "Replicas, compute units and stored bytes are a team's.",
  })
  .refine(({ measure, period, notifyAt }) => notifyAt.length === 0 || isToldOf(measure, period), {
    path: ["notifyAt"],
    message: "Nobody is told of what frees within a minute.",
  })
  .refine(({ period, throttleAt }) => throttleAt === null || period !== "now", {
    path: ["throttleAt"],
    message: "Only what is used up in a period can be throttled.",
  })
  .refine(({ measure, period }) => !(measure === "spend" && period === "minute"), {
    path: ["period"],
    message: "Spend is bounded by day, by month or in total.",
  });

export function isHolding(measure: LimitMeasure): measure is Holding {
  return HOLDINGS.some((one) => one === measure);
}

/** Whether somebody can be told of its shares: not of requests that come and go within a minute. */
function isToldOf(measure: LimitMeasure, period: LimitPeriod): boolean {
  return period !== "minute" && measure !== "concurrency";
}

function inOrder(shares: readonly number[]): number[] {
  return [...new Set(shares)].sort((one, other) => one - other);
}

export const raiseSchema = z.object({
  id: z.uuid(),
  value: valueSchema,
  until: z.date(),
  reason: z.string().trim().min(1).max(REASON_LENGTH_MAX),
});

/** What the limit is at this moment. */
export function valueAt({ value, raise }: Pick<Limit, "value" | "raise">, now: Date): bigint {
  return raise !== null && raise.until > now ? raise.value : value;
}
