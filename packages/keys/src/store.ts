import type { TeamTx } from "@millrace/db";
import type { ApiKey } from "./api-key.ts";
import type { KeyApi, KeyScopes } from "./key-scopes.ts";

/** Revoked keys beyond this many are not listed; those that work always are. */
const LISTED_MAX = 500;

const COLUMNS = {
  id: true,
  name: true,
  prefix: true,
  lastFour: true,
  createdBy: true,
  isService: true,
  deploymentIds: true,
  apis: true,
  allowedIps: true,
  createdAt: true,
  expiresAt: true,
  replacedBy: true,
  lastUsedAt: true,
  revokedAt: true,
} as const;

type Row = Omit<ApiKey, "createdBy" | "apis"> & { createdBy: string | null; apis: string[] };

/** Holds back other creations in this team until the transaction ends, so that a count stays true. */
export async function lockCreation(tx: TeamTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('keys.create ' || ${teamId}, 0))`;
}

export async function countWorking(tx: TeamTx, teamId: string, now: Date): Promise<number> {
  return tx.apiKey.count({
    where: { teamId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
  });
}

export async function countDeployments(tx: TeamTx, teamId: string, ids: readonly string[]): Promise<number> {
  return tx.deployment.count({ where: { teamId, id: { in: [...ids] } } });
}

type NewKey = KeyScopes & {
  id: string;
  name: string;
  prefix: string;
  lastFour: string;
  hash: Buffer;
  createdBy: string | null;
  isService: boolean;
  createdAt: Date;
  expiresAt: Date | null;
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

/** The key, as nobody else changes it before the transaction ends. */
export async function lockKey(tx: TeamTx, teamId: string, id: string): Promise<ApiKey | null> {
  await tx.$executeRaw`
    SELECT 1 FROM api_keys WHERE team_id = ${teamId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  return findKey(tx, teamId, id);
}

export async function findKeyIdByHash(tx: TeamTx, teamId: string, hash: Buffer): Promise<string | null> {
  const row = await tx.apiKey.findFirst({
    where: { teamId, hash: Uint8Array.from(hash) },
    select: { id: true },
  });
  return row?.id ?? null;
}

export async function findKeys(tx: TeamTx, teamId: string): Promise<ApiKey[]> {
  const rows = await tx.apiKey.findMany({
    where: { teamId },
    select: COLUMNS,
    orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { createdAt: "desc" }, { id: "desc" }],
    take: LISTED_MAX,
  });
  const creators = await findCreators(tx, rows);
  return rows.map((row) => toKey(row, creators));
}

/** Without service keys; in one order, so that two who revoke the same keys at once do not block each other. */
export async function findOwnKeyIds(tx: TeamTx, teamId: string, personId: string): Promise<string[]> {
  const rows = await tx.apiKey.findMany({
    where: { teamId, createdBy: personId, isService: false, revokedAt: null },
    select: { id: true },
    orderBy: { id: "asc" },
  });
  return rows.map(({ id }) => id);
}

type KeyChange = KeyScopes & { id: string; name: string; expiresAt: Date | null };

/** Of a key that is locked. */
export async function changeKey(tx: TeamTx, teamId: string, { id, ...data }: KeyChange): Promise<ApiKey> {
  const row = await tx.apiKey.update({ where: { teamId_id: { teamId, id } }, data, select: COLUMNS });
  return withCreator(tx, row);
}

/** Of a key that is locked. */
export async function markReplaced(
  tx: TeamTx,
  teamId: string,
  { id, ...data }: { id: string; replacedBy: string; expiresAt: Date },
): Promise<ApiKey> {
  const row = await tx.apiKey.update({ where: { teamId_id: { teamId, id } }, data, select: COLUMNS });
  return withCreator(tx, row);
}

/** Null when the key is not there or was revoked before. */
export async function markRevoked(
  tx: TeamTx,
  teamId: string,
  { id, revokedAt, revokedBy }: { id: string; revokedAt: Date; revokedBy: string | null },
): Promise<Pick<ApiKey, "name" | "lastFour"> | null> {
  const [row] = await tx.apiKey.updateManyAndReturn({
    where: { teamId, id, revokedAt: null },
    data: { revokedAt, revokedBy },
    select: { name: true, lastFour: true },
  });
  return row ?? null;
}

async function withCreator(tx: TeamTx, row: Row): Promise<ApiKey> {
  return toKey(row, await findCreators(tx, [row]));
}

type Creators = ReadonlyMap<string | null, ApiKey["createdBy"]>;

async function findCreators(tx: TeamTx, rows: Row[]): Promise<Creators> {
  const ids = [...new Set(rows.flatMap(({ createdBy }) => createdBy ?? []))];
  const persons = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(persons.map(({ id, name }) => [id, { id, label: name }]));
}

/** Only what `KEY_APIS` lists is ever written. */
function toKey(row: Row, creators: Creators): ApiKey {
  return { ...row, apis: row.apis as KeyApi[], createdBy: creators.get(row.createdBy) ?? null };
}
