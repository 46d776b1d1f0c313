import { atOnce, Fault, toFault } from "@millrace/kernel";
import Stripe from "stripe";
import { isPassing } from "../stripe/fault-of-stripe.ts";
import type { PaymentEvent } from "./payment-event.ts";
import { nextAttempt } from "./rules/next-attempt.ts";
import { kindOf } from "./rules/subject-of.ts";
import { claimEvents, markDone, noteFailure, postpone } from "./store.ts";
import { READS } from "./subjects/read-subject.ts";
import type { Apply, InboundContext } from "./subjects/reading.ts";

const EVENTS_AT_ONCE = 100;
/** Objects that are asked for at the same time. */
const SUBJECTS_AT_ONCE = 8;
/** Longer than it takes, so that nobody else does the same meanwhile. */
const CLAIM_MS = 120_000;
const POSTPONED_MS_MIN = 1_000;

export type EventRound = {
  done: number;
  /** Waits for something else of ours. */
  postponed: number;
  failed: { id: string; type: string; error: unknown; isGivenUp: boolean }[];
};

/**
 * Does what the provider's events make necessary: asks for the object that each is about, as it is now, and writes that down and the
 * event as done in one transaction. What cannot be done is tried again at growing distances, then waits for an operator. Events of
 * one object are done at once. Rounds at the same time do not disturb each other.
 */
export async function takeEvents(ctx: InboundContext): Promise<EventRound> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + CLAIM_MS);
  const events = await ctx.database.oneInSystem((tx) =>
    claimEvents(tx, { now, until, limit: EVENTS_AT_ONCE }),
  );
  const round: EventRound = { done: 0, postponed: 0, failed: [] };
  const subjects = Map.groupBy(events, ({ type, objectId }) => `${kindOf(type)} ${objectId}`);
  await atOnce(SUBJECTS_AT_ONCE, [...subjects.values()], (group) => takeSubject(ctx, group, round));
  return round;
}

async function takeSubject(ctx: InboundContext, events: PaymentEvent[], round: EventRound): Promise<void> {
  const [first] = events;
  if (first === undefined) return;
  try {
    const apply = await read(ctx, first);
    await ctx.database.inSystem(async (tx) => {
      await apply(tx);
      await markDone(tx, events, ctx.clock.now());
    });
    round.done += events.length;
  } catch (error) {
    await putOff(ctx, { events, error }, round);
  }
}

const nothing: Apply = async () => {};

async function read(ctx: InboundContext, { type, objectId }: PaymentEvent): Promise<Apply> {
  const kind = kindOf(type);
  if (kind === null) return nothing;
  try {
    return await READS[kind](ctx, objectId);
  } catch (error) {
    if (isGone(error)) return nothing;
    throw error;
  }
}

/** Whoever deleted it there wants nothing more of it. */
function isGone(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";
}

type Undone = { events: readonly PaymentEvent[]; error: unknown };

async function putOff(ctx: InboundContext, { events, error }: Undone, round: EventRound): Promise<void> {
  const now = ctx.clock.now();
  const reason = reasonOf(error);
  const waitMs = error instanceof Fault && error.code === "payments.not_yet" ? error.retryAfterMs : undefined;
  await ctx.database.inSystem(async (tx) => {
    for (const event of events) {
      const { id, type, attempts } = event;
      if (waitMs !== undefined) {
        const nextAttemptAt = new Date(now.getTime() + Math.max(waitMs, POSTPONED_MS_MIN));
        await postpone(tx, event, { reason, nextAttemptAt });
        round.postponed += 1;
        continue;
      }
      const nextAttemptAt = nextAttempt(attempts, now);
      await noteFailure(tx, event, { reason, nextAttemptAt });
      round.failed.push({ id, type, error, isGivenUp: nextAttemptAt === null });
    }
  });
}

/** For operators: what of ours or of the provider's stands against it. */
function reasonOf(error: unknown): string {
  if (isPassing(error)) return "payments.provider_away: the provider did not answer";
  if (error instanceof Stripe.errors.StripeError) return `payments.provider_refused: ${error.message}`;
  const { code, internal, message } = toFault(error);
  return `${code}: ${internal ?? message}`;
}
