import type { SystemTx } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import { IDLE_MAX_MS, type Session, type SignInMethod } from "./session.ts";

/** Of each person; the one unused for longest ends first. */
const SESSIONS_MAX = 50;

type NewSession = Origin & {
  id: string;
  personId: string;
  tokenHash: Uint8Array<ArrayBuffer>;
  method: SignInMethod;
  ssoTeamId: string | null;
  secondFactorAt: Date | null;
  provedAt: Date;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

export async function insertSession(tx: SystemTx, session: NewSession): Promise<void> {
  await tx.session.create({ data: session, select: { id: true } });
  const surplus = await tx.session.findMany({
    where: { personId: session.personId },
    select: { id: true },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    skip: SESSIONS_MAX,
  });
  if (surplus.length > 0) await tx.session.deleteMany({ where: { id: { in: surplus.map(({ id }) => id) } } });
}

type StoredSession = Omit<Session, "origin"> & { tokenHash: Uint8Array; expiresAt: Date; lastSeenAt: Date };

export async function findSession(tx: SystemTx, id: string): Promise<StoredSession | null> {
  const row = await tx.session.findUnique({
    where: { id },
    select: {
      id: true,
      tokenHash: true,
      method: true,
      ssoTeamId: true,
      secondFactorAt: true,
      provedAt: true,
      expiresAt: true,
      lastSeenAt: true,
      person: { select: { id: true, email: true, name: true, operator: { select: { personId: true } } } },
    },
  });
  if (!row) return null;
  const { operator, ...person } = row.person;
  const isOperator = operator !== null && row.ssoTeamId === null;
  return { ...row, person, method: row.method as SignInMethod, isOperator };
}

export async function touchSession(
  tx: SystemTx,
  id: string,
  seen: Origin & { lastSeenAt: Date },
): Promise<void> {
  // Not `update`: the session may have been ended meanwhile.
  await tx.session.updateMany({ where: { id }, data: seen });
}

export async function updateSession(
  tx: SystemTx,
  id: string,
  proof: { provedAt: Date; secondFactorAt?: Date | null },
): Promise<void> {
  await tx.session.updateMany({ where: { id }, data: proof });
}

export type SessionOfPerson = Origin & {
  id: string;
  method: SignInMethod;
  createdAt: Date;
  lastSeenAt: Date;
  secondFactorAt: Date | null;
};

/** Those that have not ended, the one used last first. */
export async function findSessionsOf(tx: SystemTx, personId: string, now: Date): Promise<SessionOfPerson[]> {
  const rows = await tx.session.findMany({
    where: {
      personId,
      expiresAt: { gt: now },
      lastSeenAt: { gte: new Date(now.getTime() - IDLE_MAX_MS) },
    },
    select: {
      id: true,
      method: true,
      createdAt: true,
      lastSeenAt: true,
      secondFactorAt: true,
      address: true,
      userAgent: true,
    },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    take: SESSIONS_MAX,
  });
  return rows.map((row) => ({ ...row, method: row.method as SignInMethod }));
}

/** False when the person has no such session. */
export async function deleteSession(tx: SystemTx, personId: string, id: string): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id, personId } });
  return count === 1;
}

/** How many sessions of the person ended, but for the one that is kept. */
export async function deleteSessionsOf(
  tx: SystemTx,
  personId: string,
  { keepId }: { keepId: string | null },
): Promise<number> {
  const kept = keepId === null ? {} : { id: { not: keepId } };
  const { count } = await tx.session.deleteMany({ where: { personId, ...kept } });
  return count;
}

export async function hasSession(tx: SystemTx, id: string, now: Date): Promise<boolean> {
  return (await tx.session.count({ where: { id, expiresAt: { gt: now } } })) > 0;
}
