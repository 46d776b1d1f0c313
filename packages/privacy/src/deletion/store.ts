import { Prisma, type SystemTx } from "@millrace/db";
import { ENDING_TABLES } from "../rules/tenant-tables.ts";

/** Somebody else's lock that is held longer is a mistake. */
const LOCK_TIMEOUT_MS = 10_000;
/** Rows of usage that go in the transaction of the deletion; the rest follow, since nobody can see them any more. */
const USAGE_ROWS_AT_ONCE = 100_000;

/** What no foreign key ties to the team, so that it would stay. */
const USAGE_TABLES = [
  "usage_records",
  "usage_hours",
  "usage_days",
  "usage_conflicts",
  "quota_counters",
  "quota_leases",
  "ledger_entries",
  "invoice_lines",
  "credit_notes",
  "payments",
  "payment_operations",
  "meter_readings",
  "limit_notices",
  "subscription_phases",
] as const;

/** The team's name; whoever writes something of the team waits from now on. Null: there is no such team. */
export async function lockTeam(tx: SystemTx, teamId: string): Promise<{ name: string } | null> {
  await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`;
  const [team] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM teams WHERE id = ${teamId}::uuid FOR UPDATE`;
  return team ?? null;
}

export async function countRows(tx: SystemTx, teamId: string): Promise<Record<string, number>> {
  const counts = ENDING_TABLES.map(
    (table) =>
      Prisma.sql`SELECT ${table} AS name, count(*)::float8 AS count FROM ${Prisma.raw(`"${table}"`)} WHERE team_id = ${teamId}::uuid`,
  );
  const rows = await tx.$queryRaw<{ name: string; count: number }[]>`${Prisma.join(counts, " UNION ALL ")}`;
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

/** Of the export files that have been made and not yet removed. */
export async function countFiles(
  tx: SystemTx,
  teamId: string,
): Promise<{ files: number; fileBytes: number }> {
  const { _count, _sum } = await tx.teamExport.aggregate({
    where: { teamId, finishedAt: { not: null }, reason: null },
    _count: true,
    _sum: { sizeBytes: true },
  });
  return { files: _count, fileBytes: Number(_sum.sizeBytes ?? 0) };
}

/** The hash of the newest entry of the audit log. */
export async function findAuditHash(tx: SystemTx, teamId: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const newest = await tx.auditEntry.findFirst({
    where: { teamId },
    orderBy: { sequence: "desc" },
    select: { hash: true },
  });
  return newest?.hash ?? null;
}

/** The team and all that is its own. Its data keys go too: what was sealed with them cannot be opened from any copy. */
export async function removeTeam(tx: SystemTx, teamId: string): Promise<void> {
  for (const table of USAGE_TABLES)
    await removeUsage(tx, { table, teamIds: [teamId], limit: USAGE_ROWS_AT_ONCE });
  await tx.mail.deleteMany({ where: { teamId } });
  await tx.session.deleteMany({ where: { ssoTeamId: teamId } });
  await tx.signInTicket.deleteMany({ where: { ssoTeamId: teamId } });
  await tx.identity.deleteMany({ where: { provider: `sso:${teamId}` } });
  await tx.team.deleteMany({ where: { id: teamId } });
  await tx.dataKey.deleteMany({ where: { teamId } });
}

async function removeUsage(
  tx: SystemTx,
  { table, teamIds, limit }: { table: (typeof USAGE_TABLES)[number]; teamIds: string[]; limit: number },
): Promise<number> {
  const name = Prisma.raw(`"${table}"`);
  return tx.$executeRaw`
    DELETE FROM ${name} WHERE ctid = ANY(ARRAY(
      SELECT ctid FROM ${name} WHERE team_id = ANY(${teamIds}::uuid[]) LIMIT ${limit}))`;
}

type Deletion = {
  teamId: string;
  at: Date;
  counts: { rows: Record<string, number>; files: number; fileBytes: number };
  auditHash: Uint8Array<ArrayBuffer> | null;
  proof: Uint8Array<ArrayBuffer>;
};

export async function insertDeletion(tx: SystemTx, deletion: Deletion): Promise<void> {
  await tx.teamDeletion.create({ data: deletion, select: { teamId: true } });
}

/** Removes a bounded part of the usage that deleted teams have left; returns whose it was. */
export async function removeLeftUsage(tx: SystemTx, limit: number): Promise<string[]> {
  const some = USAGE_TABLES.map(
    (table) => Prisma.sql`EXISTS (SELECT 1 FROM ${Prisma.raw(`"${table}"`)} u WHERE u.team_id = d.team_id)`,
  );
  const left = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.team_id::text AS id FROM team_deletions d
    WHERE NOT EXISTS (SELECT 1 FROM teams t WHERE t.id = d.team_id) AND (${Prisma.join(some, " OR ")})
    ORDER BY d.at LIMIT 100`;
  const teamIds = left.map(({ id }) => id);
  if (teamIds.length > 0) for (const table of USAGE_TABLES) await removeUsage(tx, { table, teamIds, limit });
  return teamIds;
}

/** Of these ids, those of teams that there are. */
export async function findTeamIds(tx: SystemTx, ids: string[]): Promise<Set<string>> {
  const teams = await tx.team.findMany({ where: { id: { in: ids } }, select: { id: true } });
  return new Set(teams.map(({ id }) => id));
}
