import type { SystemTx } from "@millrace/db";
import type { SignInMethod } from "../sessions/session.ts";

/** An authenticator that was begun and not turned on goes after this. */
export const UNCONFIRMED_AGE_MAX_MS = 3_600_000;
export const TICKET_FAILURES_MAX = 5;

type Bytes = Uint8Array<ArrayBuffer>;

export type Ticket = { personId: string; method: SignInMethod; ssoTeamId: string | null };

export async function insertTicket(
  tx: SystemTx,
  ticket: Ticket & { tokenHash: Bytes; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx.signInTicket.create({ data: ticket, select: { personId: true } });
}

/** Counts a try at a ticket before it is made; null when the ticket is spent, too old, or was never there. */
export async function tryTicket(tx: SystemTx, tokenHash: Bytes, now: Date): Promise<Ticket | null> {
  const { count } = await tx.signInTicket.updateMany({
    where: { tokenHash, failures: { lt: TICKET_FAILURES_MAX }, expiresAt: { gt: now } },
    data: { failures: { increment: 1 } },
  });
  if (count === 0) return null;
  const row = await tx.signInTicket.findUnique({
    where: { tokenHash },
    select: { personId: true, method: true, ssoTeamId: true },
  });
  return row && { ...row, method: row.method as SignInMethod };
}

export async function deleteTicket(tx: SystemTx, tokenHash: Bytes): Promise<void> {
  await tx.signInTicket.deleteMany({ where: { tokenHash } });
}

export async function deleteTicketsOf(tx: SystemTx, personId: string): Promise<void> {
  await tx.signInTicket.deleteMany({ where: { personId } });
}

export async function hasSecondFactor(tx: SystemTx, personId: string): Promise<boolean> {
  return (await findSecondFactor(tx, personId)) !== null;
}

/** The one that is turned on. */
export async function findSecondFactor(
  tx: SystemTx,
  personId: string,
): Promise<{ sealedSecret: Uint8Array; confirmedAt: Date } | null> {
  const row = await tx.secondFactor.findUnique({
    where: { personId },
    select: { sealedSecret: true, confirmedAt: true },
  });
  return row?.confirmedAt ? { sealedSecret: row.sealedSecret, confirmedAt: row.confirmedAt } : null;
}

/** The one that was begun and is not turned on yet. */
export async function findUnconfirmed(
  tx: SystemTx,
  personId: string,
  now: Date,
): Promise<{ sealedSecret: Uint8Array } | null> {
  const createdAt = { gt: new Date(now.getTime() - UNCONFIRMED_AGE_MAX_MS) };
  return tx.secondFactor.findFirst({
    where: { personId, confirmedAt: null, createdAt },
    select: { sealedSecret: true },
  });
}

/** Replaces one that was never turned on; the person is locked. */
export async function replaceUnconfirmed(
  tx: SystemTx,
  personId: string,
  factor: { sealedSecret: Bytes; createdAt: Date },
): Promise<void> {
  await tx.secondFactor.deleteMany({ where: { personId, confirmedAt: null } });
  await tx.secondFactor.create({ data: { personId, ...factor }, select: { personId: true } });
}

/** False when it was turned on meanwhile. */
export async function confirmFactor(
  tx: SystemTx,
  personId: string,
  { step, at }: { step: number; at: Date },
): Promise<boolean> {
  const { count } = await tx.secondFactor.updateMany({
    where: { personId, confirmedAt: null },
    data: { confirmedAt: at, lastStep: BigInt(step) },
  });
  return count === 1;
}

/** False when a code of this step, or of a later one, was accepted before. */
export async function useStep(tx: SystemTx, personId: string, step: number): Promise<boolean> {
  const lastStep = BigInt(step);
  const { count } = await tx.secondFactor.updateMany({
    where: { personId, confirmedAt: { not: null }, lastStep: { lt: lastStep } },
    data: { lastStep },
  });
  return count === 1;
}

export async function deleteFactor(tx: SystemTx, personId: string): Promise<void> {
  await tx.secondFactor.deleteMany({ where: { personId } });
  await tx.recoveryCode.deleteMany({ where: { personId } });
}

export async function replaceRecoveryCodes(
  tx: SystemTx,
  personId: string,
  codeHashes: Bytes[],
): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { personId } });
  await tx.recoveryCode.createMany({ data: codeHashes.map((codeHash) => ({ personId, codeHash })) });
}

/** False when there is no such code, or it was used. */
export async function useRecoveryCode(
  tx: SystemTx,
  personId: string,
  { codeHash, usedAt }: { codeHash: Bytes; usedAt: Date },
): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { personId, codeHash, usedAt: null },
    data: { usedAt },
  });
  return count === 1;
}

export async function countRecoveryCodes(tx: SystemTx, personId: string): Promise<number> {
  return tx.recoveryCode.count({ where: { personId, usedAt: null } });
}
