import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault, isUuid } from "@millrace/kernel";
import type { Secrets } from "@millrace/secrets";
import { openMail } from "../open-mail.ts";
import type { RenderedMail } from "../rules/render-mail.ts";
import { findMails, hasExpired, type OutboxRow } from "./store.ts";

const PAGE_SIZE = 100;

export type OutboxState = "waiting" | "sent" | "expired" | "given_up";

export type OutboxMail = Pick<
  OutboxRow,
  | "id"
  | "teamId"
  | "recipient"
  | "template"
  | "locale"
  | "createdAt"
  | "expiresAt"
  | "attempts"
  | "nextAttemptAt"
  | "sentAt"
  | "lastError"
> & {
  state: OutboxState;
  /** What would be sent, where no mail server is set, while anybody has a use for it. */
  preview: Pick<RenderedMail, "subject" | "text" | "link"> | null;
};

export type OutboxContext = SystemContext & {
  secrets: Secrets;
  consoleUrl: string;
  /** Where mail is sent its words are for its reader alone, and nobody is shown them. */
  sendsMail: boolean;
};

/** The newest mails of the installation, 100 a page, from behind the mail `after`. For operators. Fault `invalid` `mail.after`. */
export async function listOutbox(
  ctx: OutboxContext,
  { after }: { after: string | null },
): Promise<{ mails: OutboxMail[]; next: string | null }> {
  if (after !== null && !isUuid(after)) throw notAPlace();
  return ctx.database.inSystem(async (tx) => {
    const rows = await findMails(tx, after, PAGE_SIZE);
    const mails: OutboxMail[] = [];
    for (const row of rows) mails.push(await toOutboxMail(tx, row, ctx));
    return { mails, next: rows.length < PAGE_SIZE ? null : (rows.at(-1)?.id ?? null) };
  });
}

async function toOutboxMail(tx: SystemTx, row: OutboxRow, ctx: OutboxContext): Promise<OutboxMail> {
  const { sealedValues: _sealed, failedAt: _failed, ...shown } = row;
  return { ...shown, state: stateOf(row, ctx.clock.now()), preview: await previewOf(tx, row, ctx) };
}

function stateOf(row: OutboxRow, now: Date): OutboxState {
  if (row.sentAt !== null) return "sent";
  if (hasExpired(row) || (row.failedAt === null && row.expiresAt <= now)) return "expired";
  return row.failedAt === null ? "waiting" : "given_up";
}

async function previewOf(tx: SystemTx, row: OutboxRow, ctx: OutboxContext): Promise<OutboxMail["preview"]> {
  if (ctx.sendsMail || row.expiresAt <= ctx.clock.now()) return null;
  const rendered = await openMail(tx, row, ctx);
  if (rendered === null) return null;
  const { subject, text, link } = rendered;
  return { subject, text, link };
}

function notAPlace(): Fault {
  return new Fault({
    kind: "invalid",
    code: "mail.after",
    message: "This is no place in the outbox.",
    param: "after",
  });
}
