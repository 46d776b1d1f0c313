import type { SystemTx } from "@millrace/db";
import { isUuid } from "@millrace/kernel";
import type { Person } from "@millrace/people";
import type { TeamOfPerson } from "./member.ts";
import { isBuiltInRole } from "./role.ts";
import type { AnyTx } from "./roles/store.ts";
import type { Team } from "./team.ts";

const PERSON = { id: true, email: true, name: true } as const;
const TEAM = { id: true, handle: true, name: true, currency: true } as const;

export type Membership = {
  role: string;
  roleName: string | null;
  grants: string[] | null;
  team: Team;
  /** Since when members enter through the team's provider only. */
  ssoRequiredSince: Date | null;
};

/** What a person is in the team with this handle; `grants` for a role that the team made. */
export async function findMembership(
  tx: SystemTx,
  handle: string,
  personId: string,
): Promise<Membership | null> {
  const row = await tx.membership.findFirst({
    where: { personId, team: { handle } },
    select: { role: true, team: { select: { ...TEAM, ssoConnection: { select: { requiredSince: true } } } } },
  });
  if (!row) return null;
  const { ssoConnection, ...team } = row.team;
  const { role } = row;
  const membership = { role, team, ssoRequiredSince: ssoConnection?.requiredSince ?? null };
  if (isBuiltInRole(role) || !isUuid(role)) return { ...membership, roleName: null, grants: null };
  const custom = await tx.role.findUnique({
    where: { teamId_id: { teamId: team.id, id: role } },
    select: { name: true, permissions: true },
  });
  return { ...membership, roleName: custom?.name ?? null, grants: custom?.permissions ?? [] };
}

export async function findTeamsOf(tx: SystemTx, personId: string): Promise<TeamOfPerson[]> {
  const rows = await tx.membership.findMany({
    where: { personId },
    select: { role: true, team: { select: TEAM } },
    orderBy: [{ team: { name: "asc" } }, { teamId: "asc" }],
  });
  const names = await findRoleNames(
    tx,
    rows.map(({ role }) => role),
  );
  return rows.map(({ role, team }) => ({ ...team, role, roleName: names.get(role) ?? null }));
}

async function findRoleNames(tx: SystemTx, roles: string[]): Promise<Map<string, string>> {
  const ids = roles.filter(isUuid);
  const rows = await tx.role.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

export async function findPerson(tx: SystemTx, id: string): Promise<Person | null> {
  return tx.person.findUnique({ where: { id }, select: PERSON });
}

/** Whose addresses the team takes; none: anybody's. */
export async function findEmailDomains(tx: AnyTx, teamId: string): Promise<string[]> {
  const team = await tx.team.findUnique({ where: { id: teamId }, select: { emailDomains: true } });
  return team?.emailDomains ?? [];
}

export async function insertTeam(tx: SystemTx, team: Team & { createdAt: Date }): Promise<void> {
  await tx.team.create({ data: team, select: { id: true } });
}

export async function insertMembership(
  tx: SystemTx,
  teamId: string,
  member: { personId: string; role: string; joinedBy: "owner" | "invitation" | "sso"; createdAt: Date },
): Promise<void> {
  await tx.membership.create({ data: { teamId, ...member }, select: { teamId: true } });
}

export async function isEmailVerified(tx: SystemTx, personId: string): Promise<boolean> {
  const person = await tx.person.findUnique({ where: { id: personId }, select: { emailVerifiedAt: true } });
  return Boolean(person?.emailVerifiedAt);
}

export async function countOwned(tx: SystemTx, personId: string): Promise<number> {
  return tx.membership.count({ where: { personId, role: "owner" } });
}
