import { createTransport } from "nodemailer";
import { type Failure, judgeFailure } from "../rules/judge-failure.ts";
import type { Mailer } from "./mailer.ts";

const CONNECT_TIMEOUT_MS = 8_000;
const SILENCE_TIMEOUT_MS = 10_000;
/** Of a whole attempt; shorter than the first wait until the next. */
const ATTEMPT_TIMEOUT_MS = 25_000;

type SmtpServer = {
  /** `smtp://` or `smtps://`, with user and password where it wants them. */
  smtpUrl: string;
  /** Who the mail comes from. */
  from: string;
  /** Where its links lead; its host is in the ids of mails. */
  consoleUrl: string;
};

/** Mail by SMTP. A password is never sent unencrypted, but to this machine itself. */
export function smtpMailer({ smtpUrl, from, consoleUrl }: SmtpServer): Mailer {
  const { hostname, username } = new URL(smtpUrl);
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const transport = createTransport({
    url: smtpUrl,
    requireTLS: username !== "" && !isHere,
    ignoreTLS: isHere,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    // What a mail says must never make it read a file or ask a host.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    check: () => failureOf(transport.verify()),
    send: ({ id, recipient, locale, subject, text, html }) =>
      failureOf(
        transport.sendMail({
          from,
          to: { name: "", address: recipient },
          subject,
          text,
          html,
          // The same each time: whoever gets a mail twice can tell.
          messageId: `<${id}@${new URL(consoleUrl).hostname}>`,
          headers: {
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": locale,
          },
          signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
        }),
      ),
  };
}

async function failureOf(attempt: Promise<unknown>): Promise<Failure | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    return judgeFailure(Object(error));
  }
}
