import type { SystemTx } from "@millrace/db";
import type { Mail } from "../mail.ts";

/** What is neither sent nor given up. */
const OPEN = { sentAt: null, failedAt: null } as const;

export async function hasDue(tx: SystemTx, now: Date): Promise<boolean> {
  const row = await tx.mail.findFirst({
    where: { ...OPEN, nextAttemptAt: { lte: now }, expiresAt: { gt: now } },
    select: { id: true },
  });
  return row !== null;
}

/** The mail that has been due for longest and that nobody else is claiming; its next attempt is set before this one begins. */
export async function claimDue(
  tx: SystemTx,
  now: Date,
  nextAttemptAfter: (attempt: number) => Date,
): Promise<Mail | null> {
  const at = now.toISOString();
  const [found] = await tx.$queryRaw<{ id: string; attempts: number }[]>`
    SELECT id::text, attempts FROM mails
    WHERE sent_at IS NULL AND failed_at IS NULL
      AND next_attempt_at <= ${at}::timestamptz AND expires_at > ${at}::timestamptz
    ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (found === undefined) return null;
  const attempts = found.attempts + 1;
  const row = await tx.mail.update({
    where: { id: found.id },
    data: { attempts, nextAttemptAt: nextAttemptAfter(attempts) },
    select: {
      id: true,
      teamId: true,
      recipient: true,
      template: true,
      locale: true,
      sealedValues: true,
      attempts: true,
    },
  });
  return row as Mail;
}

export async function countSent(tx: SystemTx, { recipient, template }: Mail, since: Date): Promise<number> {
  return tx.mail.count({ where: { recipient, template, createdAt: { gte: since }, sentAt: { gte: since } } });
}

/** Whoever claimed it since: the server has it. */
export async function markSent(tx: SystemTx, id: string, at: Date): Promise<void> {
  await tx.mail.updateMany({
    where: { id, sentAt: null },
    data: { sentAt: at, failedAt: null, lastError: null, sealedValues: null },
  });
}

/** Only while the claim is ours. */
const claimed = ({ id, attempts }: Pick<Mail, "id" | "attempts">) => ({ id, attempts, ...OPEN });

export async function giveUp(
  tx: SystemTx,
  mail: Mail,
  { at, reason }: { at: Date; reason: string },
): Promise<void> {
  await tx.mail.updateMany({
    where: claimed(mail),
    data: { failedAt: at, lastError: reason, sealedValues: null },
  });
}

export async function noteFailure(tx: SystemTx, mail: Mail, reason: string): Promise<void> {
  await tx.mail.updateMany({ where: claimed(mail), data: { lastError: reason } });
}

/** As if it had not been claimed, but later. */
export async function postpone(tx: SystemTx, mail: Mail, nextAttemptAt: Date): Promise<void> {
  await tx.mail.updateMany({
    where: claimed(mail),
    data: { attempts: mail.attempts - 1, nextAttemptAt },
  });
}
