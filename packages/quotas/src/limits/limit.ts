import { z } from "zod";
import { type LimitPeriod, MEASURES, type Measure, PERIODS, SCOPES, type Scope } from "../account.ts";

/** 10^18 units of a currency in picos: beyond what any team spends, and what a column holds. */
const VALUE_MAX = 10n ** 30n;
const REASON_LENGTH_MAX = 200;
/** Limits of one team: each is looked at by every node each second. */
export const LIMITS_MAX = 1_000;
/** A raise lasts at most so long; what is to last longer is another limit. */
export const RAISE_DAYS_MAX = 31;

/** How much somebody or something may use in a period. */
export type Limit = {
  id: string;
  scope: Scope;
  /** Of the team, person, key or deployment. */
  scopeId: string;
  measure: Measure;
  period: LimitPeriod;
  /** Requests, tokens, picos of the team's currency, or requests under way. */
  value: bigint;
  /** Shares in per cent at which somebody is told. */
  notifyAt: number[];
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
    measure: z.enum(MEASURES),
    period: z.enum(PERIODS),
    value: valueSchema,
    notifyAt: z.array(z.int().min(1).max(100)).max(5).default([]),
  })
  .refine(({ measure, period }) => (measure === "concurrency") === (period === "now"), {
    path: ["period"],
    message: "Concurrency is bounded at every moment, everything else in a period.",
  })
  .refine(({ measure, period }) => !(measure === "spend" && period === "minute"), {
    path: ["period"],
    message: "Spend is bounded by day, by month or in total.",
  });

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
