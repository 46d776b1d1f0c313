import { Prisma, type SystemTx } from "@millrace/db";
import type { LimitMeasure, LimitPeriod, Scope } from "../account.ts";
import { HELD } from "../holdings/held.ts";
import type { ReachedShare, ToldLimit } from "./notice.ts";

type Start = { period: LimitPeriod; startsAt: Date };

/** What a team holds goes up and down: a share that it fell below is told again after so long, and not at each turn. */
const HELD_AGAIN_AFTER = "1 day";
/** Notices of periods that are over are kept for so long. */
const KEPT = "40 days";

/** Limits of which somebody wants to be told, what is used of them, and what they are now. */
function standings({ starts, now }: { starts: readonly Start[]; now: Date }): Prisma.Sql {
  return Prisma.sql`
    SELECT l.team_id, l.id, l.period, l.notify_at, l.updated_at, b."startsAt" AS starts_at,
      CASE WHEN l.raised_until > ${now} THEN l.raised_value ELSE l.value END AS value,
      COALESCE(${HELD}, CASE l.measure WHEN 'requests' THEN c.requests WHEN 'tokens' THEN c.tokens WHEN 'spend' THEN c.spend_pico END, 0)
        AS used
    FROM quota_limits l
    JOIN json_to_recordset(${JSON.stringify(starts)}::json) AS b (period text, "startsAt" timestamptz) ON b.period = l.period
    LEFT JOIN quota_counters c ON c.team_id = l.team_id AND c.scope = l.scope AND c.scope_id = l.scope_id
      AND c.period = l.period AND c.starts_at = b."startsAt"
    WHERE l.notify_at <> '{}'`;
}

/**
 * Writes the shares that are reached and were not told yet, and takes back those that a change of the limit has put out of
 * reach. Who writes the same at the same time waits, and then writes nothing.
 */
export async function writeReached(
  tx: SystemTx,
  { starts, now, limit }: { starts: readonly Start[]; now: Date; limit: number },
): Promise<ReachedShare[]> {
  return tx.$queryRaw<ReachedShare[]>`
    WITH standings AS (${standings({ starts, now })}), taken_back AS (
      DELETE FROM limit_notices n USING standings s
      WHERE n.team_id = s.team_id AND n.limit_id = s.id AND n.starts_at = s.starts_at AND s.used * 100 < s.value * n.share
        AND (n.at < s.updated_at OR (s.period = 'now' AND n.at < ${now}::timestamptz - ${HELD_AGAIN_AFTER}::interval))
    )
    INSERT INTO limit_notices (team_id, limit_id, starts_at, share, at)
    SELECT s.team_id, s.id, s.starts_at, wanted.share, ${now}
    FROM standings s CROSS JOIN unnest(s.notify_at) AS wanted (share)
    WHERE s.value > 0 AND s.used * 100 >= s.value * wanted.share AND NOT EXISTS (
      SELECT 1 FROM limit_notices n
      WHERE n.team_id = s.team_id AND n.limit_id = s.id AND n.starts_at = s.starts_at AND n.share = wanted.share)
    ORDER BY 1, 2, 3, 4 LIMIT ${limit}
    ON CONFLICT DO NOTHING
    RETURNING team_id::text AS "teamId", limit_id::text AS "limitId", share`;
}

type ToldRow = {
  teamId: string;
  id: string;
  scope: Scope;
  measure: LimitMeasure;
  period: LimitPeriod;
  startsAt: Date;
  value: string;
  used: string;
  subject: string | null;
  ownerId: string | null;
  setBy: string | null;
  name: string;
  handle: string;
  currency: string;
};

export async function findToldLimits(
  tx: SystemTx,
  { ids, starts, now }: { ids: readonly string[]; starts: readonly Start[]; now: Date },
): Promise<(ToldLimit & { teamId: string })[]> {
  const rows = await tx.$queryRaw<ToldRow[]>`
    SELECT s.team_id::text AS "teamId", s.id::text AS id, l.scope, l.measure, l.period, s.starts_at AS "startsAt",
      trim_scale(s.value)::text AS value, trim_scale(s.used)::text AS used, l.set_by::text AS "setBy",
      t.name, t.handle, t.currency,
      CASE l.scope
        WHEN 'team' THEN t.name
        WHEN 'member' THEN (SELECT p.name FROM persons p WHERE p.id = l.scope_id)
        WHEN 'key' THEN (SELECT k.name FROM api_keys k WHERE k.team_id = l.team_id AND k.id = l.scope_id)
        ELSE (SELECT d.name FROM deployments d WHERE d.team_id = l.team_id AND d.id = l.scope_id)
      END AS subject,
      CASE l.scope
        WHEN 'member' THEN l.scope_id::text
        WHEN 'key' THEN (SELECT k.created_by::text FROM api_keys k WHERE k.team_id = l.team_id AND k.id = l.scope_id)
      END AS "ownerId"
    FROM (${standings({ starts, now })}) AS s
    JOIN quota_limits l ON l.team_id = s.team_id AND l.id = s.id
    JOIN teams t ON t.id = s.team_id
    WHERE s.id = ANY(${[...ids]}::uuid[])
    ORDER BY 1, 2`;
  return rows.map(({ name, handle, currency, value, used, ...row }) => ({
    ...row,
    value: BigInt(value),
    used: BigInt(used),
    team: { name, handle, currency },
  }));
}

/** Those of limits that are gone, and of periods that are long over. */
export async function deleteOldNotices(tx: SystemTx, now: Date): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM limit_notices n
    WHERE (n.starts_at > 'epoch' AND n.starts_at < ${now}::timestamptz - ${KEPT}::interval)
      OR NOT EXISTS (SELECT 1 FROM quota_limits l WHERE l.team_id = n.team_id AND l.id = n.limit_id)`;
}
