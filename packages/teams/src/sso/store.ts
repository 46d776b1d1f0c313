import type { SystemTx, TeamTx } from "@millrace/db";
import type { Person } from "@millrace/people";
import type { Team } from "../team.ts";
import type { PersonFacts } from "./rules/decide-entry.ts";
import { identityProvider, type SsoConnection } from "./sso-connection.ts";

type AnyTx = TeamTx | SystemTx;

export type StoredConnection = Omit<SsoConnection, "hasClientSecret"> & {
  sealedClientSecret: Uint8Array;
};

const CONNECTION = {
  issuer: true,
  clientId: true,
  sealedClientSecret: true,
  emailDomains: true,
  defaultRole: true,
  requiredSince: true,
  updatedAt: true,
} as const;

export async function findConnection(tx: AnyTx, teamId: string): Promise<StoredConnection | null> {
  return tx.ssoConnection.findUnique({ where: { teamId }, select: CONNECTION });
}

export type TeamWithSso = { team: Team; connection: StoredConnection };

/** Null for a handle without single sign-on as for one that no team has. */
export function findTeamWithSso(tx: SystemTx, handle: string): Promise<TeamWithSso | null> {
  return findTeam(tx, { handle });
}

export function findTeamById(tx: SystemTx, id: string): Promise<TeamWithSso | null> {
  return findTeam(tx, { id });
}

async function findTeam(
  tx: SystemTx,
  where: { id: string } | { handle: string },
): Promise<TeamWithSso | null> {
  const row = await tx.team.findUnique({
    where,
    select: { id: true, handle: true, name: true, currency: true, ssoConnection: { select: CONNECTION } },
  });
  if (!row?.ssoConnection) return null;
  const { ssoConnection: connection, ...team } = row;
  return { team, connection };
}

type Saved = Omit<StoredConnection, "sealedClientSecret"> & {
  sealedClientSecret: Uint8Array<ArrayBuffer>;
  createdBy: string | null;
};

export async function saveConnection(tx: TeamTx, teamId: string, saved: Saved): Promise<void> {
  const { createdBy, ...changed } = saved;
  await tx.ssoConnection.upsert({
    where: { teamId },
    create: { teamId, ...changed, createdBy, createdAt: saved.updatedAt },
    update: changed,
    select: { teamId: true },
  });
}

export async function deleteConnection(tx: TeamTx, teamId: string): Promise<void> {
  await tx.ssoConnection.deleteMany({ where: { teamId } });
}

/** Accounts at a provider are known with the provider's issuer, so that another one's accounts are not theirs. */
function subjectAt(issuer: string, subject: string): string {
  return `${issuer} ${subject}`;
}

export async function countLinked(tx: SystemTx, teamId: string, issuer: string): Promise<number> {
  return tx.identity.count({
    where: { provider: identityProvider(teamId), subject: { startsWith: subjectAt(issuer, "") } },
  });
}

type Account = { issuer: string; subject: string };

/** Who is known by this account, else who has the address. Null: nobody. */
export async function findPersonFacts(
  tx: SystemTx,
  teamId: string,
  account: Account & { email: string },
): Promise<PersonFacts | null> {
  const provider = identityProvider(teamId);
  const linked = await tx.identity.findUnique({
    where: { provider_subject: { provider, subject: subjectAt(account.issuer, account.subject) } },
    select: { personId: true },
  });
  const row = await tx.person.findUnique({
    where: linked ? { id: linked.personId } : { email: account.email },
    select: {
      id: true,
      memberships: { where: { teamId }, select: { role: true } },
      identities: { where: { provider }, select: { subject: true } },
    },
  });
  if (!row) return null;
  const role = row.memberships[0]?.role ?? null;
  const prefix = subjectAt(account.issuer, "");
  const known = row.identities.find(({ subject }) => subject.startsWith(prefix));
  return {
    id: row.id,
    role,
    wasRemoved: role === null && (await wasRemoved(tx, teamId, row.id)),
    subject: known?.subject.slice(prefix.length) ?? null,
  };
}

/** The team's log is the record of who was taken out of it: an invitation makes a membership and so ends that. */
async function wasRemoved(tx: SystemTx, teamId: string, personId: string): Promise<boolean> {
  const removal = { teamId, verb: "member.remove", subjectId: personId };
  return (await tx.auditEntry.findFirst({ where: removal, select: { id: true } })) !== null;
}

/** Replaces what the person was known by at a provider that the team had before. */
export async function linkAccount(
  tx: SystemTx,
  teamId: string,
  {
    personId,
    issuer,
    subject,
    label,
    linkedAt,
  }: Account & { personId: string; label: string; linkedAt: Date },
): Promise<void> {
  const provider = identityProvider(teamId);
  await tx.identity.deleteMany({ where: { provider, personId } });
  const data = { provider, subject: subjectAt(issuer, subject), personId, label, linkedAt };
  await tx.identity.create({ data, select: { personId: true } });
}

/** Whatever came through the team's provider ends: it is no longer the one that vouches. */
export async function forgetProvider(tx: SystemTx, teamId: string): Promise<void> {
  await tx.identity.deleteMany({ where: { provider: identityProvider(teamId) } });
  await tx.session.deleteMany({ where: { ssoTeamId: teamId } });
  await tx.signInTicket.deleteMany({ where: { ssoTeamId: teamId } });
}

/** The same account's next arrival in the team waits until this transaction ends. */
export async function lockEntry(tx: SystemTx, teamId: string, email: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sso entry ' || ${teamId} || ' ' || ${email}, 0))`;
}

export async function findPersonById(tx: SystemTx, id: string): Promise<Person | null> {
  return tx.person.findUnique({ where: { id }, select: { id: true, email: true, name: true } });
}
