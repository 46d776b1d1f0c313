import type { SystemTx } from "@millrace/db";
import type { Origin } from "@millrace/kernel";
import type { Session, SignInMethod } from "./session.ts";

type NewSession = Origin & {
  id: string;
  personId: string;
  tokenHash: Buffer;
  method: SignInMethod;
  ssoTeamId: string | null;
  provedAt: Date;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

export async function insertSession(tx: SystemTx, session: NewSession): Promise<void> {
  const data = { ...session, tokenHash: Uint8Array.from(session.tokenHash) };
  await tx.session.create({ data, select: { id: true } });
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
  return { ...row, person, method: row.method as SignInMethod, isOperator: operator !== null };
}

export async function touchSession(
  tx: SystemTx,
  id: string,
  seen: Origin & { lastSeenAt: Date },
): Promise<void> {
  // Not `update`: the session may have been ended meanwhile.
  await tx.session.updateMany({ where: { id }, data: seen });
}

/** False when the person has no such session. */
export async function deleteSession(tx: SystemTx, personId: string, id: string): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id, personId } });
  return count === 1;
}
