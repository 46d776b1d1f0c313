import type { Subscription, SubscriptionState } from "../plans/subscription.ts";
import { laterOf } from "./plan-parts.ts";

/** In which a plan goes on, and is billed. */
const RUNNING: ReadonlySet<SubscriptionState> = new Set(["trialing", "active", "past_due", "unpaid"]);

type OpenPhase = { readonly planName: string; readonly startsAt: Date };

type Before = {
  /** The phase that goes on; null: none does. */
  open: OpenPhase | null;
  /** Of the subscription as it was; null: it is new, or has had no phase. */
  periodStart: Date | null;
};

export type PhaseChange = {
  /** When the open phase ends; at its start, it never was. Null: it goes on, or there is none. */
  readonly endsAt: Date | null;
  readonly begins: OpenPhase | null;
};

/**
 * What becomes of a subscription's phases. A plan changes now, or where a new period brought the change, at that period's
 * start; it ends when the subscription did.
 */
export function phaseChange(wanted: Subscription, { open, periodStart }: Before, now: Date): PhaseChange {
  const { planName, endedAt, currentPeriodStart, startedAt } = wanted;
  const isRunning = endedAt === null && RUNNING.has(wanted.state);
  if (isRunning && open?.planName === planName) return { endsAt: null, begins: null };
  const hasRolled = periodStart !== null && currentPeriodStart > periodStart;
  const boundary = endedAt ?? (hasRolled ? currentPeriodStart : now);
  if (open === null)
    return {
      endsAt: null,
      begins: isRunning ? { planName, startsAt: periodStart === null ? startedAt : boundary } : null,
    };
  const endsAt = laterOf(boundary, open.startsAt);
  return { endsAt, begins: isRunning ? { planName, startsAt: endsAt } : null };
}
