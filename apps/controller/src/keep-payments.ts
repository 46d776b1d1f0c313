import type { PaymentsConfig } from "@millrace/config";
import type { SystemContext } from "@millrace/db";
import { type EventRound, reconcile, stripeClient, takeEvents } from "@millrace/payments";
import { every } from "@millrace/process";
import type { Secrets } from "@millrace/secrets";
import type { Log } from "@millrace/telemetry";

/** From what the provider tells to what follows of it. */
const EVENTS_MS = 1_000;
/** Each takes a bounded number; what is left then waits for the next time. */
const ROUNDS_MAX = 50;
const RECONCILE_MS = 3_600_000;
/** What is looked through when a controller starts: as long as Stripe goes on delivering. */
const FIRST_LOOK_MS = 3 * 86_400_000;

type Work = SystemContext & { secrets: Secrets; payments: PaymentsConfig | null; log: Log };

/**
 * Does what the payment provider's events make necessary, and each hour finds what their deliveries missed. Nothing without a
 * provider. Returns what stops it.
 */
export function keepPayments({ payments, log, ...system }: Work): () => Promise<void> {
  if (payments === null) return async () => {};
  const ctx = {
    ...system,
    stripe: stripeClient(payments),
    alarm: (fields: Record<string, unknown>, message: string) => log.error(fields, message),
    warn: (fields: Record<string, unknown>, message: string) => log.warn(fields, message),
  };
  let since = new Date(ctx.clock.now().getTime() - FIRST_LOOK_MS);
  let isStopping = false;

  function tell({ failed }: EventRound): void {
    for (const { isGivenUp, ...event } of failed)
      if (isGivenUp)
        log.error(event, "an event of the payment provider is given up; an operator can have it done again");
      else log.warn(event, "an event of the payment provider could not be done; it is tried again");
  }

  // Apart from each other, so that what fails holds up nothing else.
  const stops = [
    every(EVENTS_MS, "take events of the payment provider", {
      log,
      work: async () => {
        for (let rounds = 0; rounds < ROUNDS_MAX && !isStopping; rounds += 1) {
          const round = await takeEvents(ctx);
          tell(round);
          if (round.done === 0) return;
        }
      },
    }),
    every(RECONCILE_MS, "reconcile with the payment provider", {
      log,
      work: async () => {
        const begin = ctx.clock.now();
        const { events, objects } = await reconcile(ctx, { since });
        since = begin;
        if (events + objects > 0)
          log.warn({ events, objects }, "what the payment provider told did not all arrive");
      },
    }),
  ];
  return async () => {
    isStopping = true;
    await Promise.all(stops.map((stop) => stop()));
  };
}
