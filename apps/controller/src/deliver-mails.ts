import type { ControllerConfig } from "@millrace/config";
import type { SystemContext } from "@millrace/db";
import { createDelivery, smtpMailer, sweepMails } from "@millrace/mail";
import { every } from "@millrace/process";
import type { Secrets } from "@millrace/secrets";
import type { Log } from "@millrace/telemetry";

/** From a mail in the outbox to its way. */
const ROUND_MS = 1_000;
const SWEEP_MS = 60_000;

type Work = SystemContext & { secrets: Secrets; config: ControllerConfig; log: Log };

/** Delivers mail where a server is set; anyhow clears away what nobody has any use for. Returns what stops it. */
export function deliverMails({ config, log, ...ctx }: Work): () => Promise<void> {
  const stopSweep = every(SWEEP_MS, "sweep mails", { log, work: async () => void (await sweepMails(ctx)) });
  const stopDelivery =
    config.mail === null ? async () => {} : startDelivery({ config, log, ...ctx }, config.mail);
  return async () => {
    await Promise.all([stopSweep(), stopDelivery()]);
  };
}

function startDelivery(
  { config: { consoleUrl }, log, ...ctx }: Work,
  mail: NonNullable<ControllerConfig["mail"]>,
): () => Promise<void> {
  const leaving = new AbortController();
  const delivery = createDelivery({ ...ctx, consoleUrl, mailer: smtpMailer({ ...mail, consoleUrl }) });
  let wasAway = false;
  const stop = every(ROUND_MS, "deliver mails", {
    log,
    work: async () => {
      const { sent, failed, givenUp, unreachable } = await delivery.round(leaving.signal);
      if (sent + failed + givenUp > 0) log.info({ sent, failed, givenUp }, "mails");
      const isAway = unreachable !== null;
      if (isAway && !wasAway) log.warn({ reason: unreachable }, "the mail server takes nothing; mails wait");
      wasAway = isAway;
    },
  });
  return () => {
    leaving.abort();
    return stop();
  };
}
