import type { SystemTx, TeamTx } from "@millrace/db";
import { isUuid } from "@millrace/kernel";
import { isBuiltInRole } from "../role.ts";
import { type PermissionSet, permissionsOf } from "../rules/permissions-of.ts";

export type AnyTx = TeamTx | SystemTx;

/** A role as it stands; `name` is null for a built-in one, which goes by its id. */
export type StoredRole = { id: string; name: string | null; permissions: PermissionSet };

const COLUMNS = { id: true, name: true, permissions: true } as const;

/** Null: the team has no such role. */
export async function findRole(tx: AnyTx, teamId: string, id: string): Promise<StoredRole | null> {
  if (isBuiltInRole(id)) return { id, name: null, permissions: permissionsOf(id, null) };
  if (!isUuid(id)) return null;
  const row = await tx.role.findUnique({ where: { teamId_id: { teamId, id } }, select: COLUMNS });
  return row && { ...row, permissions: permissionsOf(id, row.permissions) };
}

/** The roles that the team made, by name. */
export async function findOwnRoles(tx: AnyTx, teamId: string): Promise<StoredRole[]> {
  const rows = await tx.role.findMany({
    where: { teamId },
    select: COLUMNS,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({ ...row, permissions: permissionsOf(row.id, row.permissions) }));
}

export function namesOf(roles: readonly StoredRole[]): string[] {
  return roles.flatMap(({ name }) => name ?? []);
}

/** What a person's role in the team holds; null: they are not in it. */
export async function findHeld(tx: AnyTx, teamId: string, personId: string): Promise<PermissionSet | null> {
  const row = await tx.membership.findUnique({
    where: { teamId_personId: { teamId, personId } },
    select: { role: true },
  });
  if (!row) return null;
  return (await findRole(tx, teamId, row.role))?.permissions ?? new Set();
}

/** How many members have each role, by its id. */
export async function countByRole(tx: TeamTx, teamId: string): Promise<Map<string, number>> {
  const rows = await tx.membership.groupBy({ by: ["role"], where: { teamId }, _count: { personId: true } });
  return new Map(rows.map(({ role, _count }) => [role, _count.personId]));
}

type WrittenRole = { id: string; name: string; permissions: string[]; at: Date };

export async function insertRole(
  tx: TeamTx,
  teamId: string,
  { at, ...role }: WrittenRole & { createdBy: string | null },
): Promise<void> {
  await tx.role.create({ data: { teamId, ...role, createdAt: at, updatedAt: at }, select: { id: true } });
}

export async function updateOwnRole(
  tx: TeamTx,
  teamId: string,
  { id, at, ...role }: WrittenRole,
): Promise<void> {
  await tx.role.updateMany({ where: { teamId, id }, data: { ...role, updatedAt: at } });
}

export async function deleteOwnRole(tx: TeamTx, teamId: string, id: string): Promise<void> {
  await tx.role.deleteMany({ where: { teamId, id } });
}

/** What a role is given by: members, invitations that are still open, and single sign-on. */
export async function countHolders(tx: TeamTx, teamId: string, role: string, now: Date) {
  return {
    members: await tx.membership.count({ where: { teamId, role } }),
    invitations: await tx.invitation.count({
      where: { teamId, role, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    }),
    signOns: await tx.ssoConnection.count({ where: { teamId, defaultRole: role } }),
  };
}
