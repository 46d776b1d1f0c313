import type { SystemTx, TeamTx } from "@millrace/db";
import type { ApiKey } from "./api-key.ts";
import type { KeyIdentity } from "./key-identity.ts";

/** Revoked keys beyond this many are not listed; those that work always are. */
const LISTED_MAX = 500;

const COLUMNS = {
  id: true,
  name: true,
  prefix: true,
  lastFour: true,
  createdBy: true,
  createdAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;

type Row = Omit<ApiKey, "createdBy"> & { createdBy: string | null };

/** Holds back other creations in this team until the transaction ends, so that a count stays true. */
export async function lockCreation(tx: TeamTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('keys.create ' || ${teamId}, 0))`;
}

export async function countWorking(tx: TeamTx, teamId: string): Promise<number> {
  return tx.apiKey.count({ where: { teamId, revokedAt: null } });
}

type NewKey = {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  hash: Buffer;
  createdBy: string | null;
  createdAt: Date;
};

export async function insertKey(tx: TeamTx, teamId: string, key: NewKey): Promise<ApiKey> {
  const data = { teamId, ...key, hash: Uint8Array.from(key.hash) };
  const row = await tx.apiKey.create({ data, select: COLUMNS });
  return withCreator(tx, row);
}

export async function findKey(tx: TeamTx, teamId: string, id: string): Promise<ApiKey | null> {
  const row = await tx.apiKey.findUnique({ where: { teamId_id: { teamId, id } }, select: COLUMNS });
  return row && withCreator(tx, row);
}

export async function findKeys(tx: TeamTx, teamId: string): Promise<ApiKey[]> {
  const rows = await tx.apiKey.findMany({
    where: { teamId },
    select: COLUMNS,
    orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }, { id: "desc" }],
    take: LISTED_MAX,
  });
  const creators = await findCreators(tx, rows);
  return rows.map((row) => ({ ...row, createdBy: creators.get(row.createdBy) ?? null }));
}

/** In the order of their ids, so that two who revoke the same keys at once do not block each other. */
export async function findWorkingOf(
  tx: TeamTx,
  teamId: string,
  personId: string,
): Promise<Pick<ApiKey, "id" | "name" | "lastFour">[]> {
  return tx.apiKey.findMany({
    where: { teamId, createdBy: personId, revokedAt: null },
    select: { id: true, name: true, lastFour: true },
    orderBy: { id: "asc" },
  });
}

/** False when the key is not there or was revoked before. */
export async function markRevoked(
  tx: TeamTx,
  teamId: string,
  { id, revokedAt, revokedBy }: { id: string; revokedAt: Date; revokedBy: string | null },
): Promise<boolean> {
  const { count } = await tx.apiKey.updateMany({
    where: { teamId, id, revokedAt: null },
    data: { revokedAt, revokedBy },
  });
  return count === 1;
}

async function withCreator(tx: TeamTx, row: Row): Promise<ApiKey> {
  const creators = await findCreators(tx, [row]);
  return { ...row, createdBy: creators.get(row.createdBy) ?? null };
}

async function findCreators(tx: TeamTx, rows: Row[]): Promise<Map<string | null, ApiKey["createdBy"]>> {
  const ids = [...new Set(rows.flatMap(({ createdBy }) => createdBy ?? []))];
  const persons = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(persons.map(({ id, name }) => [id, { id, label: name }]));
}

export async function findByHash(
  tx: SystemTx,
  hash: Buffer,
): Promise<(KeyIdentity & { revokedAt: Date | null }) | null> {
  return tx.apiKey.findUnique({
    where: { hash: Uint8Array.from(hash) },
    select: { id: true, teamId: true, revokedAt: true },
  });
}

/** Of these keys, the ids of those that work. */
export async function findWorking(tx: SystemTx, keys: KeyIdentity[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT k.id
    FROM unnest(${keys.map(({ teamId }) => teamId)}::uuid[], ${keys.map(({ id }) => id)}::uuid[]) AS asked (team_id, id)
    JOIN api_keys k ON k.team_id = asked.team_id AND k.id = asked.id
    WHERE k.revoked_at IS NULL`;
  return rows.map(({ id }) => id);
}

/** Moves `last_used_at` forwards, never back. Rows are locked in one order, so that nodes cannot block each other. */
export async function moveLastUsed(tx: SystemTx, uses: (KeyIdentity & { at: Date })[]): Promise<void> {
  await tx.$executeRaw`
    WITH used AS (
      SELECT team_id, id, max(at) AS at
      FROM unnest(
        ${uses.map(({ teamId }) => teamId)}::uuid[],
        ${uses.map(({ id }) => id)}::uuid[],
        ${uses.map(({ at }) => at.toISOString())}::timestamptz[]
      ) AS u (team_id, id, at)
      GROUP BY team_id, id
    ), locked AS (
      SELECT k.team_id, k.id, used.at
      FROM api_keys k JOIN used ON k.team_id = used.team_id AND k.id = used.id
      ORDER BY k.team_id, k.id
      FOR NO KEY UPDATE OF k
    )
    UPDATE api_keys k SET last_used_at = GREATEST(k.last_used_at, locked.at)
    FROM locked WHERE k.team_id = locked.team_id AND k.id = locked.id`;
}
