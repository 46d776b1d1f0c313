import type { SystemTx } from "@millrace/db";
import type { Hash, LinkPurpose } from "./email-link.ts";

type NewToken = {
  tokenHash: Hash;
  purpose: LinkPurpose;
  email: string;
  personId: string | null;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertEmailToken(tx: SystemTx, token: NewToken): Promise<void> {
  await tx.emailToken.create({ data: token, select: { purpose: true } });
}

/** Whether `useEmailToken` would find a person's; for what should not be begun without. */
export async function isEmailTokenGood(
  tx: SystemTx,
  { tokenHash, purpose, now }: { tokenHash: Hash; purpose: LinkPurpose; now: Date },
): Promise<boolean> {
  const where = { tokenHash, purpose, usedAt: null, expiresAt: { gt: now }, personId: { not: null } };
  return (await tx.emailToken.count({ where })) === 1;
}

/** Uses a token up: whose it is, once; null for one that is used, expired, of another purpose or made up. */
export async function useEmailToken(
  tx: SystemTx,
  { tokenHash, purpose, now }: { tokenHash: Hash; purpose: LinkPurpose; now: Date },
): Promise<{ personId: string; email: string } | null> {
  const { count } = await tx.emailToken.updateMany({
    where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (count === 0) return null;
  const row = await tx.emailToken.findUnique({
    where: { tokenHash },
    select: { personId: true, email: true },
  });
  return row?.personId ? { personId: row.personId, email: row.email } : null;
}

/** Whoever asks again, or has used one, leaves no other link that still works. */
export async function endEmailTokens(
  tx: SystemTx,
  { personId, purpose, now }: { personId: string; purpose: LinkPurpose; now: Date },
): Promise<void> {
  await tx.emailToken.updateMany({ where: { personId, purpose, usedAt: null }, data: { usedAt: now } });
}
