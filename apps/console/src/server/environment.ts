import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { type ConsoleConfig, loadConsoleConfig } from "@millrace/config";
import { createDatabase, type Database } from "@millrace/db";
import { type Clock, systemClock } from "@millrace/kernel";
import { createOutgoing, type Outgoing } from "@millrace/outgoing";
import { type PaymentProvider, stripeClient, stripeProvider } from "@millrace/payments";
import { createSecrets, openKeyRing, type Secrets } from "@millrace/secrets";
import { createLog, type Log } from "@millrace/telemetry";

export type Environment = {
  config: ConsoleConfig;
  database: Database;
  clock: Clock;
  log: Log;
  outgoing: Outgoing;
  secrets: Secrets;
  /** Who collects; null: nobody does. */
  provider: PaymentProvider | null;
};

const CONNECTIONS_MAX = 10;

declare global {
  var millraceEnvironment: Environment | undefined;
}

/** What this process is made of; built at the first request, so that a build needs no database. */
export function environment(): Environment {
  // Next keeps one module graph for pages and one for routes; only the global object is shared by both.
  globalThis.millraceEnvironment ??= buildEnvironment();
  return globalThis.millraceEnvironment;
}

function buildEnvironment(): Environment {
  const config = loadConsoleConfig();
  const log = createLog({ service: "console", level: config.logLevel });
  return {
    config,
    database: createDatabase({
      appUrl: config.databaseAppUrl,
      systemUrl: config.databaseSystemUrl,
      connectionsMax: CONNECTIONS_MAX,
    }),
    clock: systemClock,
    secrets: createSecrets({ keys: openKeyRing(config.encryption), clock: systemClock }),
    log,
    outgoing: createOutgoing({ allow: config.outgoingAllow }),
    provider: providerOf(config, log),
  };
}

function providerOf({ payments, consoleUrl }: ConsoleConfig, log: Log): PaymentProvider | null {
  if (payments === null) return null;
  return stripeProvider(stripeClient(payments), {
    ...{ consoleUrl, tax: payments.tax, pause },
    warn: (fields, message) => log.warn(fields, message),
  });
}
