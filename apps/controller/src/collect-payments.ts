import { setTimeout as pause } from "node:timers/promises";
import type { PaymentsConfig } from "@millrace/config";
import type { SystemContext } from "@millrace/db";
import type { MailContext } from "@millrace/mail";
import { finaliseSent, keepReadings, keepTopUps, stripeClient, stripeProvider } from "@millrace/payments";
import { every } from "@millrace/process";
import type { Log } from "@millrace/telemetry";

/** A team that is served from its credit waits at most so long for more. */
const TOP_UP_MS = 5_000;
const FINALISE_MS = 60_000;
const READ_MS = 5 * 60_000;
/** How far the database's clock may be from ours, and how long what is booked may take to be seen. */
const OVERLAP_MS = 5 * 60_000;

type Work = SystemContext & MailContext & { payments: PaymentsConfig | null; consoleUrl: string; log: Log };

/**
 * Asks the payment provider: each few seconds for credit where little is left, each minute to collect what was closed; each few
 * minutes its meter is told what months come to so far. Nothing without a provider. Returns what stops it.
 */
export function collectPayments({ payments, consoleUrl, log, ...base }: Work): () => Promise<void> {
  if (payments === null) return async () => {};
  const stripe = stripeClient(payments);
  const provider = stripeProvider(stripe, {
    ...{ consoleUrl, tax: payments.tax, pause },
    warn: (fields, message) => log.warn(fields, message),
  });
  const ctx = { ...base, stripe, provider };
  let since: Date | null = null;

  const stops = [
    every(TOP_UP_MS, "buy credit", {
      log,
      work: async () => {
        const { bought, refused, failed } = await keepTopUps(ctx);
        for (const purchase of bought) log.info({ ...purchase }, "credit bought");
        for (const refusal of refused) log.warn({ ...refusal }, "credit could not be bought");
        for (const { teamId, error } of failed) log.warn({ teamId, error }, "credit is tried to buy again");
      },
    }),
    every(FINALISE_MS, "collect invoices", {
      log,
      work: async () => {
        const { sent, failed } = await finaliseSent(ctx);
        for (const { teamId, id } of sent) log.info({ teamId, id }, "invoice handed to the payment provider");
        for (const { teamId, error } of failed)
          log.error({ teamId, error }, "an invoice cannot be collected");
      },
    }),
    every(READ_MS, "tell the meter", {
      log,
      work: async () => {
        const begun = ctx.clock.now();
        const { failed } = await keepReadings(ctx, { since });
        for (const { teamId, error } of failed)
          log.warn({ teamId, error }, "a meter could not be told what a month comes to");
        since = failed.length === 0 ? new Date(begun.getTime() - OVERLAP_MS) : null;
      },
    }),
  ];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
