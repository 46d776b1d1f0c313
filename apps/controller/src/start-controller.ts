import type { ControllerConfig } from "@millrace/config";
import { createDatabase } from "@millrace/db";
import { expireNodes, place } from "@millrace/deployments";
import { systemClock as clock } from "@millrace/kernel";
import { stripeClient, stripeCollector } from "@millrace/payments";
import { every, type Started } from "@millrace/process";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import type { Log } from "@millrace/telemetry";
import { collectPayments } from "./collect-payments.ts";
import { deliverMails } from "./deliver-mails.ts";
import { keepBooks } from "./keep-books.ts";
import { keepPayments } from "./keep-payments.ts";
import { keepPrivacy } from "./keep-privacy.ts";
import { tellLimits } from "./tell-limits.ts";
import { watchAudit } from "./watch-audit.ts";

/** From a change of what is wanted to its placement. */
const RECONCILE_MS = 500;
const CONNECTIONS_MAX = 4;

/**
 * Reconciles what is wanted with what is: forgets nodes that stopped telling that they live, and places deployments on
 * those that do; delivers mail; checks the audit log; closes invoices; does what a payment provider tells; tells of limits
 * that are nearly used up; makes exports and forgets what is over. Each round starts from the database alone, so a controller may die
 * at any moment and another go on.
 * Resolves after the first round that succeeded.
 */
export async function startController(config: ControllerConfig, log: Log): Promise<Started> {
  const urls = { appUrl: config.databaseAppUrl, systemUrl: config.databaseSystemUrl };
  const database = createDatabase({ ...urls, connectionsMax: CONNECTIONS_MAX });
  const ctx = { database, clock };
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();

  const stop = every(RECONCILE_MS, "reconcile", {
    log,
    work: async () => {
      const { removed } = await expireNodes(ctx);
      for (const node of removed) log.warn({ node }, "node forgotten after a month of silence");
      for (const change of await place(ctx)) log.info({ ...change }, "placement changed");
      becomeReady();
    },
  });
  const secrets = createSecrets({ keys: openKeyRing(config.encryption), clock });
  const stopMails = deliverMails({ ...ctx, secrets, config, log });
  const stopAudit = watchAudit({ ...ctx, homeFolder: config.home, log });
  const { payments } = config;
  const collecting = payments && { collector: stripeCollector({ ...ctx, stripe: stripeClient(payments) }) };
  const stopBooks = keepBooks({ ...ctx, taxRates: config.taxRates, ...collecting, log });
  const stopCollecting = collectPayments({ ...ctx, secrets, payments, consoleUrl: config.consoleUrl, log });
  const stopPayments = keepPayments({ ...ctx, secrets, payments, log });
  const stopPrivacy = keepPrivacy({ ...ctx, secrets, homeFolder: config.home, log });
  const stopTelling = tellLimits({ ...ctx, secrets, log });
  await ready;
  return {
    drain: async () => {
      await Promise.all([
        stop(),
        stopMails(),
        stopAudit(),
        stopBooks(),
        stopCollecting(),
        stopPayments(),
        stopPrivacy(),
        stopTelling(),
      ]);
      await database.close();
    },
  };
}
