import type { SystemTx } from "@millrace/db";
import type { Mail } from "../mail.ts";

const EXPIRED = "expired";

export type OutboxRow = Mail & {
  createdAt: Date;
  expiresAt: Date;
  nextAttemptAt: Date;
  sentAt: Date | null;
  failedAt: Date | null;
  lastError: string | null;
};

/** Newest first, from behind the mail `after`. */
export async function findMails(tx: SystemTx, after: string | null, limit: number): Promise<OutboxRow[]> {
  const rows = await tx.mail.findMany({
    ...(after === null ? {} : { where: { id: { lt: after } } }),
    select: {
      id: true,
      teamId: true,
      recipient: true,
      template: true,
      locale: true,
      sealedValues: true,
      attempts: true,
      createdAt: true,
      expiresAt: true,
      nextAttemptAt: true,
      sentAt: true,
      failedAt: true,
      lastError: true,
    },
    // Ids are made in the order of time.
    orderBy: { id: "desc" },
    take: limit,
  });
  return rows as OutboxRow[];
}

export const hasExpired = ({ failedAt, lastError }: OutboxRow) => failedAt !== null && lastError === EXPIRED;

export async function expire(tx: SystemTx, now: Date): Promise<number> {
  const { count } = await tx.mail.updateMany({
    where: { sentAt: null, failedAt: null, expiresAt: { lte: now } },
    data: { failedAt: now, lastError: EXPIRED, sealedValues: null },
  });
  return count;
}

export async function removeOld(tx: SystemTx, before: Date): Promise<number> {
  const { count } = await tx.mail.deleteMany({ where: { createdAt: { lt: before } } });
  return count;
}
