import type { SystemTx } from "@millrace/db";
import type { Addressee, Locale } from "./person.ts";

export type Credentials = { personId: string; passwordHash: string | null };

type NewRow = Addressee & { passwordHash: string | null; emailVerifiedAt: Date | null; createdAt: Date };

/** False when the e-mail address is taken. */
export async function insertPerson(tx: SystemTx, person: NewRow): Promise<boolean> {
  const { count } = await tx.person.createMany({
    data: { ...person, passwordChangedAt: person.passwordHash === null ? null : person.createdAt },
    skipDuplicates: true,
  });
  return count === 1;
}

export async function findCredentials(tx: SystemTx, email: string): Promise<Credentials | null> {
  const row = await tx.person.findUnique({ where: { email }, select: { id: true, passwordHash: true } });
  return row && { personId: row.id, passwordHash: row.passwordHash };
}

export async function insertOperator(tx: SystemTx, personId: string, grantedAt: Date): Promise<void> {
  await tx.operator.createMany({ data: { personId, grantedAt }, skipDuplicates: true });
}

const ADDRESSEE = { id: true, email: true, name: true, locale: true } as const;

export async function findAddressee(
  tx: SystemTx,
  by: { id: string } | { email: string },
): Promise<Addressee | null> {
  const row = await tx.person.findUnique({ where: by, select: ADDRESSEE });
  return row && { ...row, locale: row.locale as Locale };
}

/** One change of an account at a time: the next waits for the end of the transaction. */
export async function lockPerson(tx: SystemTx, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM persons WHERE id = ${personId}::uuid FOR UPDATE`;
}

export async function findPasswordHash(tx: SystemTx, personId: string): Promise<string | null> {
  const row = await tx.person.findUnique({ where: { id: personId }, select: { passwordHash: true } });
  return row?.passwordHash ?? null;
}

export async function updatePassword(
  tx: SystemTx,
  personId: string,
  password: { passwordHash: string | null; passwordChangedAt: Date },
): Promise<void> {
  await tx.person.updateMany({ where: { id: personId }, data: password });
}

/** False when the address had been verified before. */
export async function markEmailVerified(tx: SystemTx, personId: string, at: Date): Promise<boolean> {
  const { count } = await tx.person.updateMany({
    where: { id: personId, emailVerifiedAt: null },
    data: { emailVerifiedAt: at },
  });
  return count === 1;
}
