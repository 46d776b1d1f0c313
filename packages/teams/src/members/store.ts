import type { SystemTx, TeamTx } from "@millrace/db";
import { OPEN } from "../invitations/open.ts";
import type { AnyTx } from "../roles/store.ts";
import type { TeamMember } from "./team-member.ts";

const MEMBER = {
  personId: true,
  role: true,
  joinedBy: true,
  createdAt: true,
  person: { select: { name: true, email: true } },
} as const;

export type StoredMember = Omit<TeamMember, "roleName" | "secondFactorOn">;

type Row = {
  personId: string;
  role: string;
  joinedBy: string;
  createdAt: Date;
  person: { name: string; email: string };
};

function member({ person, createdAt, ...row }: Row): StoredMember {
  return { ...row, ...person, joinedAt: createdAt };
}

/** By name. */
export async function findMembers(tx: TeamTx, teamId: string, limit: number): Promise<StoredMember[]> {
  const rows = await tx.membership.findMany({
    where: { teamId },
    select: MEMBER,
    orderBy: [{ person: { name: "asc" } }, { personId: "asc" }],
    take: limit,
  });
  return rows.map(member);
}

/** Where to write to members, in the order of their joining. */
export async function findMailAddresses(
  tx: AnyTx,
  teamId: string,
  limit: number,
): Promise<{ personId: string; role: string; email: string; locale: string }[]> {
  const rows = await tx.membership.findMany({
    where: { teamId },
    select: { personId: true, role: true, person: { select: { email: true, locale: true } } },
    orderBy: [{ createdAt: "asc" }, { personId: "asc" }],
    take: limit,
  });
  return rows.map(({ person, ...member }) => ({ ...member, ...person }));
}

export async function findMember(tx: TeamTx, teamId: string, personId: string): Promise<StoredMember | null> {
  const row = await tx.membership.findUnique({
    where: { teamId_personId: { teamId, personId } },
    select: MEMBER,
  });
  return row && member(row);
}

/** Of these people, those who sign in with a second factor. */
export async function findSecondFactors(tx: SystemTx, personIds: string[]): Promise<Set<string>> {
  const rows = await tx.secondFactor.findMany({
    where: { personId: { in: personIds }, confirmedAt: { not: null } },
    select: { personId: true },
  });
  return new Set(rows.map(({ personId }) => personId));
}

export async function countOwners(tx: TeamTx, teamId: string): Promise<number> {
  return tx.membership.count({ where: { teamId, role: "owner" } });
}

export async function updateRoleOf(
  tx: TeamTx,
  teamId: string,
  personId: string,
  role: string,
): Promise<void> {
  await tx.membership.updateMany({ where: { teamId, personId }, data: { role } });
}

export async function deleteMembership(tx: TeamTx, teamId: string, personId: string): Promise<void> {
  await tx.membership.deleteMany({ where: { teamId, personId } });
}

export async function isMember(tx: AnyTx, teamId: string, personId: string): Promise<boolean> {
  return (await tx.membership.count({ where: { teamId, personId } })) > 0;
}

export type Seats = { seatsMax: number | null; members: number; invited: number };

export async function findSeats(tx: AnyTx, teamId: string, now: Date): Promise<Seats> {
  const team = await tx.team.findUnique({ where: { id: teamId }, select: { seatsMax: true } });
  const members = await tx.membership.count({ where: { teamId } });
  const invited = await tx.invitation.count({ where: { teamId, ...OPEN, expiresAt: { gt: now } } });
  return { seatsMax: team?.seatsMax ?? null, members, invited };
}
