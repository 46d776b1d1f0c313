import { Prisma, type SystemTx } from "@millrace/db";
import type { KeyApi } from "../key-scopes.ts";
import type { FoundKey, HeldKey } from "./found-key.ts";
import type { KeyDescription } from "./key-description.ts";
import type { KeyIdentity } from "./key-identity.ts";

const VERSION = Prisma.sql`md5(ROW(k.expires_at, k.deployment_ids, k.apis, k.allowed_ips)::text)`;

const FOUND = Prisma.sql`k.id, k.team_id AS "teamId", k.revoked_at AS "revokedAt", k.expires_at AS "expiresAt",
  k.deployment_ids::text[] AS "deploymentIds", k.apis, k.allowed_ips AS "allowedIps", ${VERSION} AS version`;

export async function findByHash(tx: SystemTx, hash: Buffer): Promise<FoundKey | null> {
  const [row] = await tx.$queryRaw<FoundKey[]>`
    SELECT ${FOUND} FROM api_keys k WHERE k.hash = ${Uint8Array.from(hash)}`;
  return row ?? null;
}

type Other = { askedId: string; key: FoundKey | null };

/** Of these keys, those that are gone, revoked or of another version; `key` is null for those that are gone. */
export async function findOthers(tx: SystemTx, held: HeldKey[]): Promise<Other[]> {
  const rows = await tx.$queryRaw<({ askedId: string } & (FoundKey | { id: null }))[]>`
    SELECT asked.id AS "askedId", ${FOUND}
    FROM unnest(
      ${held.map(({ teamId }) => teamId)}::uuid[],
      ${held.map(({ id }) => id)}::uuid[],
      ${held.map(({ version }) => version)}::text[]
    ) AS asked (team_id, id, version)
    LEFT JOIN api_keys k ON k.team_id = asked.team_id AND k.id = asked.id
    WHERE k.id IS NULL OR k.revoked_at IS NOT NULL OR ${VERSION} <> asked.version`;
  return rows.map(({ askedId, ...key }) => ({ askedId, key: key.id === null ? null : key }));
}

export async function findDescription(
  tx: SystemTx,
  { teamId, id }: KeyIdentity,
): Promise<KeyDescription | null> {
  const row = await tx.apiKey.findUnique({
    where: { teamId_id: { teamId, id } },
    select: {
      id: true,
      name: true,
      createdAt: true,
      expiresAt: true,
      lastUsedAt: true,
      isService: true,
      deploymentIds: true,
      apis: true,
      allowedIps: true,
      team: { select: { id: true, name: true } },
    },
  });
  if (row === null) return null;
  const { deploymentIds, apis, ...described } = row;
  const deployments = deploymentIds.length === 0 ? null : await findNames(tx, teamId, deploymentIds);
  return { ...described, apis: apis as KeyApi[], deployments };
}

async function findNames(tx: SystemTx, teamId: string, ids: string[]) {
  return tx.deployment.findMany({
    where: { teamId, id: { in: ids } },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
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
