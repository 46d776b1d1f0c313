import type { SystemTx } from "@millrace/db";
import type { Person } from "./person.ts";

export type Credentials = { personId: string; passwordHash: string | null };

type NewPerson = Person & { passwordHash: string | null; createdAt: Date };

/** False when the e-mail address is taken. */
export async function insertPerson(tx: SystemTx, person: NewPerson): Promise<boolean> {
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
