import type { SystemTx } from "@millrace/db";
import type { Person } from "./person.ts";
import type { Role } from "./role.ts";
import type { Team } from "./team.ts";

const PERSON = { id: true, email: true, name: true } as const;
const TEAM = { id: true, name: true, currency: true } as const;

export type Credentials = {
  person: Person;
  passwordHash: string;
  sessionEpoch: number;
  /** The team that the person joined first; null for a person in no team. */
  teamId: string | null;
};

/** False when the e-mail address is taken. */
export async function insertPerson(
  tx: SystemTx,
  person: Person & { passwordHash: string; createdAt: Date },
): Promise<boolean> {
  const { count } = await tx.person.createMany({ data: person, skipDuplicates: true });
  return count === 1;
}

export async function findCredentials(tx: SystemTx, email: string): Promise<Credentials | null> {
  const row = await tx.person.findUnique({
    where: { email },
    select: {
      ...PERSON,
      passwordHash: true,
      sessionEpoch: true,
      memberships: {
        orderBy: [{ createdAt: "asc" }, { teamId: "asc" }],
        take: 1,
        select: { teamId: true },
      },
    },
  });
  if (!row) return null;
  const { passwordHash, sessionEpoch, memberships, ...person } = row;
  return { person, passwordHash, sessionEpoch, teamId: memberships[0]?.teamId ?? null };
}

export type Membership = { role: string; sessionEpoch: number; person: Person; team: Team };

export async function findMembership(
  tx: SystemTx,
  teamId: string,
  personId: string,
): Promise<Membership | null> {
  const row = await tx.membership.findUnique({
    where: { teamId_personId: { teamId, personId } },
    select: {
      role: true,
      person: { select: { ...PERSON, sessionEpoch: true } },
      team: { select: TEAM },
    },
  });
  if (!row) return null;
  const { sessionEpoch, ...person } = row.person;
  return { role: row.role, sessionEpoch, person, team: row.team };
}

export async function findPerson(tx: SystemTx, id: string): Promise<Person | null> {
  return tx.person.findUnique({ where: { id }, select: PERSON });
}

export async function insertTeam(tx: SystemTx, team: Team & { createdAt: Date }): Promise<void> {
  await tx.team.create({ data: team, select: { id: true } });
}

export async function insertMembership(
  tx: SystemTx,
  teamId: string,
  member: { personId: string; role: Role; createdAt: Date },
): Promise<void> {
  await tx.membership.create({ data: { teamId, ...member }, select: { teamId: true } });
}
