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

export async function isEmailVerified(tx: SystemTx, personId: string): Promise<boolean> {
  const row = await tx.person.findUnique({ where: { id: personId }, select: { emailVerifiedAt: true } });
  return Boolean(row?.emailVerifiedAt);
}

export async function findAccountRow(tx: SystemTx, personId: string) {
  const row = await tx.person.findUnique({
    where: { id: personId },
    select: { name: true, email: true, emailVerifiedAt: true, locale: true, passwordHash: true },
  });
  if (!row) return null;
  const { passwordHash, locale, ...account } = row;
  return { ...account, locale: locale as Locale, hasPassword: passwordHash !== null };
}

export async function updatePerson(
  tx: SystemTx,
  personId: string,
  profile: { name?: string; locale?: Locale },
): Promise<void> {
  await tx.person.updateMany({ where: { id: personId }, data: profile });
}

export async function countTeams(tx: SystemTx, personId: string): Promise<number> {
  return tx.membership.count({ where: { personId } });
}

/** With all that hangs on the person, and what was to be mailed to them. */
export async function deletePerson(
  tx: SystemTx,
  { id, email }: { id: string; email: string },
): Promise<void> {
  await tx.emailToken.deleteMany({ where: { OR: [{ personId: id }, { email }] } });
  await tx.mail.deleteMany({ where: { teamId: null, recipient: email } });
  await tx.person.deleteMany({ where: { id } });
}

type Moments = { now: Date; idleSince: Date; windowsBefore: Date; devicesBefore: Date };

export async function deleteExpired(
  tx: SystemTx,
  { now, idleSince, windowsBefore, devicesBefore }: Moments,
): Promise<Record<string, number>> {
  const sessions = await tx.session.deleteMany({
    where: { OR: [{ expiresAt: { lte: now } }, { lastSeenAt: { lt: idleSince } }] },
  });
  const tickets = await tx.signInTicket.deleteMany({ where: { expiresAt: { lte: now } } });
  const links = await tx.emailToken.deleteMany({ where: { expiresAt: { lte: now } } });
  const windows = await tx.attemptWindow.deleteMany({ where: { startedAt: { lt: windowsBefore } } });
  const devices = await tx.knownDevice.deleteMany({ where: { lastSeenAt: { lt: devicesBefore } } });
  return {
    sessions: sessions.count,
    tickets: tickets.count,
    links: links.count,
    windows: windows.count,
    devices: devices.count,
  };
}
