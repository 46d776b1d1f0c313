import type { SystemTx, TeamTx } from "@millrace/db";
import { invitationState } from "../rules/invitation-state.ts";
import { invitationHashes } from "../rules/invitation-token.ts";
import type { Team } from "../team.ts";
import type { Invitation } from "./invitation.ts";
import { OPEN } from "./open.ts";

const COLUMNS = {
  id: true,
  email: true,
  role: true,
  createdBy: true,
  createdAt: true,
  sentAt: true,
  expiresAt: true,
  acceptedEmail: true,
  acceptedAt: true,
  revokedAt: true,
} as const;

type Row = Omit<Invitation, "roleName" | "state" | "invitedBy"> & { createdBy: string | null };
type Naming = { now: Date; roles: ReadonlyMap<string, string>; people: ReadonlyMap<string, string> };

function shown({ createdBy, ...row }: Row, { now, roles, people }: Naming): Invitation {
  const label = createdBy === null ? undefined : people.get(createdBy);
  return {
    ...row,
    roleName: roles.get(row.role) ?? null,
    state: invitationState(row, now),
    invitedBy: createdBy !== null && label !== undefined ? { id: createdBy, label } : null,
  };
}

async function namesFor(tx: TeamTx, teamId: string, rows: Row[]): Promise<Omit<Naming, "now">> {
  const roles = await tx.role.findMany({ where: { teamId }, select: { id: true, name: true } });
  const ids = [...new Set(rows.flatMap(({ createdBy }) => createdBy ?? []))];
  const people = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return {
    roles: new Map(roles.map(({ id, name }) => [id, name])),
    people: new Map(people.map(({ id, name }) => [id, name])),
  };
}

/** The newest first. Open ones are all among them: what still lets somebody in must be there to be revoked. */
export async function findInvitations(
  tx: TeamTx,
  teamId: string,
  { now, closedMax }: { now: Date; closedMax: number },
): Promise<Invitation[]> {
  const open = await tx.invitation.findMany({
    where: { teamId, ...OPEN, expiresAt: { gt: now } },
    select: COLUMNS,
  });
  const closed = await tx.invitation.findMany({
    where: { teamId, NOT: { ...OPEN, expiresAt: { gt: now } } },
    select: COLUMNS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: closedMax,
  });
  const rows = [...open, ...closed].toSorted((one, other) => (one.id < other.id ? 1 : -1));
  const names = await namesFor(tx, teamId, rows);
  return rows.map((row) => shown(row, { now, ...names }));
}

/** Those that still let somebody in. */
export async function findOpenInvitations(
  tx: TeamTx,
  teamId: string,
  now: Date,
): Promise<Pick<Row, "id" | "email" | "role" | "createdBy">[]> {
  return tx.invitation.findMany({
    where: { teamId, ...OPEN, expiresAt: { gt: now } },
    select: { id: true, email: true, role: true, createdBy: true },
  });
}

export async function findInvitation(
  tx: TeamTx,
  teamId: string,
  { id, now }: { id: string; now: Date },
): Promise<Invitation | null> {
  const row = await tx.invitation.findUnique({ where: { teamId_id: { teamId, id } }, select: COLUMNS });
  return row && shown(row, { now, ...(await namesFor(tx, teamId, [row])) });
}

export type NewInvitation = {
  id: string;
  email: string | null;
  role: string;
  locale: "en" | "zh-CN";
  tokenHash: Uint8Array<ArrayBuffer>;
  createdBy: string | null;
  createdAt: Date;
  expiresAt: Date;
};

export async function insertInvitation(tx: TeamTx, teamId: string, invitation: NewInvitation): Promise<void> {
  const data = { teamId, ...invitation, sentAt: invitation.createdAt };
  await tx.invitation.create({ data, select: { id: true } });
}

type Renewal = { id: string; tokenHash: Uint8Array<ArrayBuffer>; sentAt: Date; expiresAt: Date };

/** False when it was used or revoked meanwhile. */
export async function renewInvitation(
  tx: TeamTx,
  teamId: string,
  { id, ...renewed }: Renewal,
): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({ where: { teamId, id, ...OPEN }, data: renewed });
  return count === 1;
}

/** False when it was used or revoked before. */
export async function markInvitationRevoked(
  tx: TeamTx,
  teamId: string,
  { id, at, by }: { id: string; at: Date; by: string | null },
): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({
    where: { teamId, id, ...OPEN },
    data: { revokedAt: at, revokedBy: by },
  });
  return count === 1;
}

export async function findLocale(tx: TeamTx, teamId: string, id: string): Promise<"en" | "zh-CN"> {
  const row = await tx.invitation.findUnique({
    where: { teamId_id: { teamId, id } },
    select: { locale: true },
  });
  return row?.locale === "zh-CN" ? "zh-CN" : "en";
}

/** Of these addresses, those with an open invitation, and those of members. */
export async function findKnownAddresses(tx: TeamTx, teamId: string, emails: string[], now: Date) {
  const invited = await tx.invitation.findMany({
    where: { teamId, email: { in: emails }, ...OPEN, expiresAt: { gt: now } },
    select: { email: true },
  });
  const members = await tx.membership.findMany({
    where: { teamId, person: { email: { in: emails } } },
    select: { person: { select: { email: true } } },
  });
  return {
    invited: new Set(invited.map(({ email }) => email)),
    members: new Set(members.map(({ person }) => person.email)),
  };
}

/** Mails rather than invitations are counted: one that is sent again, or ended and made anew, is another mail. */
export async function countMailsSince(tx: TeamTx, teamId: string, since: Date): Promise<number> {
  return tx.mail.count({ where: { teamId, template: "invitation", createdAt: { gt: since } } });
}

/** How many mails each of these addresses got from the team. */
export async function countMailsTo(
  tx: TeamTx,
  teamId: string,
  { emails, since }: { emails: string[]; since: Date },
): Promise<Map<string, number>> {
  const rows = await tx.mail.groupBy({
    by: ["recipient"],
    where: { teamId, recipient: { in: emails }, template: "invitation", createdAt: { gt: since } },
    _count: { id: true },
  });
  return new Map(rows.map(({ recipient, _count }) => [recipient, _count.id]));
}

export async function findTeamName(tx: TeamTx, teamId: string): Promise<string> {
  return (await tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { name: true } })).name;
}

export type HeldInvitation = {
  id: string;
  team: Team;
  email: string | null;
  role: string;
  createdBy: string | null;
  inviter: string | null;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
  /** The token came by mail to the invited address, so that whoever has it reads its mail. */
  isMailed: boolean;
};

/** The invitation that a token is of, in whichever team. */
export async function findByToken(tx: SystemTx, token: string): Promise<HeldInvitation | null> {
  const hashes = invitationHashes(token);
  const row = await tx.invitation.findFirst({
    where: { tokenHash: { in: [hashes.copied, hashes.mailed] } },
    select: {
      ...COLUMNS,
      tokenHash: true,
      team: { select: { id: true, handle: true, name: true, currency: true } },
    },
  });
  if (!row) return null;
  const { tokenHash, createdBy, ...invitation } = row;
  const inviter =
    createdBy === null
      ? null
      : await tx.person.findUnique({ where: { id: createdBy }, select: { name: true } });
  const isMailed = invitation.email !== null && Buffer.compare(tokenHash, hashes.mailed) === 0;
  return { ...invitation, createdBy, inviter: inviter?.name ?? null, isMailed };
}

/** Uses an invitation up. False when somebody else did so, or it ended, a moment ago. */
export async function useInvitation(
  tx: SystemTx,
  { team, id }: Pick<HeldInvitation, "team" | "id">,
  { personId, email, at }: { personId: string; email: string; at: Date },
): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({
    where: { teamId: team.id, id, ...OPEN, expiresAt: { gt: at } },
    data: { acceptedAt: at, acceptedBy: personId, acceptedEmail: email },
  });
  return count === 1;
}

export async function markEmailVerified(tx: SystemTx, personId: string, at: Date): Promise<void> {
  await tx.person.updateMany({
    where: { id: personId, emailVerifiedAt: null },
    data: { emailVerifiedAt: at },
  });
}
