import { Prisma, type SystemTx } from "@millrace/db";
import type { AccountName } from "../account.ts";

/** Whoever holds a lock longer has made a mistake; requests must not wait for it. */
const LOCK_TIMEOUT_MS = 2_000;
/** A node that was not heard of for so long answers nobody. */
const SILENT_AFTER_S = 15;

/** An account as the statements below read it. */
type Asked = AccountName & { readonly position: number };

export type StandingRow = {
  position: number;
  requests: string;
  tokens: string;
  spend: string;
  limitId: string | null;
  value: string | null;
  setBy: string | null;
  throttleAt: number | null;
  reservedByOthers: string;
  granted: string | null;
  settled: string | null;
};

/** Every account has a row that whoever changes its leases holds; in one order, so that nobody waits in a circle. */
export async function lockAccounts(tx: SystemTx, accounts: readonly Asked[]): Promise<void> {
  await tx.$executeRaw`SELECT set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`;
  await tx.$executeRaw`
    INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at)
    SELECT DISTINCT "teamId", scope, "scopeId", period, "startsAt" FROM ${askedRows(accounts)} ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT DO NOTHING`;
  await tx.$queryRaw`
    SELECT 1 AS locked FROM quota_counters c
    WHERE (team_id, scope, scope_id, period, starts_at) IN (
      SELECT "teamId", scope, "scopeId", period, "startsAt" FROM ${askedRows(accounts)})
    ORDER BY team_id, scope, scope_id, period, starts_at FOR UPDATE`;
}

/** What was used of each account, its limit as it is now, and what is reserved of it. */
export async function findStandings(
  tx: SystemTx,
  { accounts, holderId, now }: { accounts: readonly Asked[]; holderId: string; now: Date },
): Promise<StandingRow[]> {
  return tx.$queryRaw<StandingRow[]>`
    SELECT asked."position", c.requests::text, c.tokens::text, c.spend_pico::text AS spend, l.id::text AS "limitId",
      (CASE WHEN l.raised_until > ${now} THEN l.raised_value ELSE l.value END)::text AS value, p.name AS "setBy",
      l.throttle_at AS "throttleAt",
      COALESCE((
        SELECT sum(greatest(o.granted - o.settled, 0)) FROM quota_leases o
        WHERE o.team_id = asked."teamId" AND o.scope = asked.scope AND o.scope_id = asked."scopeId"
          AND o.measure = asked.measure AND o.period = asked.period AND o.starts_at = asked."startsAt"
          AND o.holder_id <> ${holderId}::uuid), 0)::text AS "reservedByOthers",
      mine.granted::text, mine.settled::text
    FROM ${askedRows(accounts)}
    JOIN quota_counters c ON c.team_id = asked."teamId" AND c.scope = asked.scope AND c.scope_id = asked."scopeId"
      AND c.period = asked.period AND c.starts_at = asked."startsAt"
    LEFT JOIN quota_limits l ON l.team_id = asked."teamId" AND l.scope = asked.scope AND l.scope_id = asked."scopeId"
      AND l.measure = asked.measure AND l.period = asked.period
    LEFT JOIN persons p ON p.id = COALESCE(CASE WHEN l.raised_until > ${now} THEN l.raised_by END, l.set_by)
    LEFT JOIN quota_leases mine ON mine.team_id = asked."teamId" AND mine.scope = asked.scope
      AND mine.scope_id = asked."scopeId" AND mine.measure = asked.measure AND mine.period = asked.period
      AND mine.starts_at = asked."startsAt" AND mine.holder_id = ${holderId}::uuid`;
}

export type LeaseRow = {
  position: number;
  granted: string;
  openedAt: Date;
  closes: boolean;
  answersRecall: boolean;
};

/** Writes what a holder has from now on; a lease of nothing goes. Returns the database's time. */
export async function writeLeases(
  tx: SystemTx,
  {
    accounts,
    leases,
    holderId,
    nodeId,
  }: { accounts: readonly Asked[]; leases: readonly LeaseRow[]; holderId: string; nodeId: string },
): Promise<string> {
  const [row] = await tx.$queryRaw<{ at: string }[]>`
    WITH written AS (
      INSERT INTO quota_leases AS held (team_id, scope, scope_id, measure, period, starts_at, holder_id, node_id, granted, opened_at, answered_at)
      SELECT "teamId", scope, "scopeId", measure, period, "startsAt", ${holderId}::uuid, ${nodeId}::uuid, w.granted, w."openedAt",
        CASE WHEN w."answersRecall" THEN clock_timestamp() ELSE '-infinity' END
      FROM ${askedRows(accounts)}
      JOIN json_to_recordset(${JSON.stringify(leases)}::json) AS w ("position" int, granted numeric, "openedAt" timestamptz, closes boolean, "answersRecall" boolean)
        ON w."position" = asked."position" AND NOT w.closes
      ORDER BY 1, 2, 3, 4, 5, 6
      ON CONFLICT (team_id, scope, scope_id, measure, period, starts_at, holder_id) DO UPDATE SET
        granted = excluded.granted,
        written_at = clock_timestamp(),
        recalled_at = CASE WHEN excluded.answered_at = '-infinity' THEN held.recalled_at END,
        answered_at = greatest(held.answered_at, excluded.answered_at)
    ), closed AS (
      DELETE FROM quota_leases l
      USING ${askedRows(accounts)}
      JOIN json_to_recordset(${JSON.stringify(leases)}::json) AS w ("position" int, closes boolean)
        ON w."position" = asked."position" AND w.closes
      WHERE l.team_id = asked."teamId" AND l.scope = asked.scope AND l.scope_id = asked."scopeId" AND l.measure = asked.measure
        AND l.period = asked.period AND l.starts_at = asked."startsAt" AND l.holder_id = ${holderId}::uuid
    )
    SELECT clock_timestamp()::text AS at`;
  return row?.at ?? "";
}

/**
 * Asks the others who hold some of these accounts to give back what they do not need. Returns by position when the one who
 * has not done so for longest did; absent: nobody else holds any.
 */
export async function recallOthers(
  tx: SystemTx,
  { accounts, holderId }: { accounts: readonly Asked[]; holderId: string },
): Promise<Map<number, string>> {
  if (accounts.length === 0) return new Map();
  const rows = await tx.$queryRaw<{ position: number; at: string }[]>`
    WITH asked_back AS (
      UPDATE quota_leases l SET recalled_at = COALESCE(l.recalled_at, clock_timestamp())
      FROM ${askedRows(accounts)}, nodes n
      WHERE l.team_id = asked."teamId" AND l.scope = asked.scope AND l.scope_id = asked."scopeId" AND l.measure = asked.measure
        AND l.period = asked.period AND l.starts_at = asked."startsAt" AND l.holder_id <> ${holderId}::uuid
        AND l.granted > l.settled AND l.answered_at <> 'infinity'
        AND n.id = l.node_id AND n.heartbeat_at > clock_timestamp() - make_interval(secs => ${SILENT_AFTER_S})
      RETURNING asked."position", l.answered_at
    )
    SELECT "position", min(answered_at)::text AS at FROM asked_back GROUP BY 1`;
  return new Map(rows.map(({ position, at }) => [position, at]));
}

/** Of what this holder has, what others are short of. */
export async function findRecalled(tx: SystemTx, holderId: string): Promise<AccountName[]> {
  return tx.$queryRaw<AccountName[]>`
    SELECT team_id::text AS "teamId", scope, scope_id::text AS "scopeId", measure, period, starts_at AS "startsAt"
    FROM quota_leases WHERE holder_id = ${holderId}::uuid AND recalled_at IS NOT NULL`;
}

/** A holder that is gone answers nobody: it need not be waited for. */
export async function markGone(
  tx: SystemTx,
  { nodeId, holderId }: { nodeId: string; holderId: string },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE quota_leases SET answered_at = 'infinity'
    WHERE node_id = ${nodeId}::uuid AND holder_id <> ${holderId}::uuid`;
}

/** What a minute's lease gave stays given: it is over with its minute. */
export async function deleteLeasesOfGone(
  tx: SystemTx,
  { nodeId, holderId }: { nodeId: string; holderId: string },
): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM quota_leases
    WHERE node_id = ${nodeId}::uuid AND holder_id <> ${holderId}::uuid AND period <> 'minute'`;
}

export async function deleteExpired(
  tx: SystemTx,
  { silentS, minutesKeptS }: { silentS: number; minutesKeptS: number },
): Promise<number> {
  const leases = await tx.$executeRaw`
    DELETE FROM quota_leases l
    WHERE (l.period = 'minute' AND l.written_at < clock_timestamp() - make_interval(secs => ${minutesKeptS}))
      OR (l.period = 'day' AND l.starts_at < clock_timestamp() - interval '3 days')
      OR (l.period = 'month' AND l.starts_at < clock_timestamp() - interval '40 days')
      OR (l.period <> 'minute' AND NOT EXISTS (
        SELECT 1 FROM nodes n
        WHERE n.id = l.node_id AND n.heartbeat_at > clock_timestamp() - make_interval(secs => ${silentS})))`;
  const counters = await tx.$executeRaw`
    DELETE FROM quota_counters
    WHERE period = 'minute' AND starts_at < clock_timestamp() - make_interval(secs => ${minutesKeptS})`;
  return leases + counters;
}

function askedRows(accounts: readonly Asked[]): Prisma.Sql {
  const rows = accounts.map(({ position, teamId, scope, scopeId, measure, period, startsAt }) => ({
    position,
    teamId,
    scope,
    scopeId,
    measure,
    period,
    startsAt: startsAt.toISOString(),
  }));
  return Prisma.sql`json_to_recordset(${JSON.stringify(rows)}::json) AS asked (
    "position" int, "teamId" uuid, scope text, "scopeId" uuid, measure text, period text, "startsAt" timestamptz)`;
}
