import type { SystemTx, TeamTx } from "@millrace/db";
import { type LimitMeasure, type LimitPeriod, MEASURES, type Scope } from "../account.ts";
import { HELD } from "../holdings/held.ts";
import { scopeKey } from "../rules/charges-of.ts";
import type { Limit } from "./limit.ts";
import type { LimitRule } from "./team-rules.ts";

type TeamRow = { teamId: string; currency: string; isPrepaid: boolean };

export async function findTeams(tx: SystemTx, teamIds: readonly string[]): Promise<TeamRow[]> {
  return tx.$queryRaw<TeamRow[]>`
    SELECT id::text AS "teamId", currency, is_prepaid AS "isPrepaid" FROM teams WHERE id = ANY(${teamIds}::uuid[])`;
}

/** Those that requests are held to. */
export async function findRules(
  tx: SystemTx,
  teamIds: readonly string[],
): Promise<(LimitRule & { teamId: string })[]> {
  return tx.$queryRaw<(LimitRule & { teamId: string })[]>`
    SELECT team_id::text AS "teamId", id::text AS id, scope, scope_id::text AS "scopeId", measure, period
    FROM quota_limits WHERE team_id = ANY(${teamIds}::uuid[]) AND measure = ANY(${[...MEASURES]})`;
}

/** Keys of members who have a limit of their own. */
export async function findMembersOfKeys(
  tx: SystemTx,
  teamIds: readonly string[],
): Promise<{ teamId: string; keyId: string; memberId: string }[]> {
  return tx.$queryRaw<{ teamId: string; keyId: string; memberId: string }[]>`
    SELECT k.team_id::text AS "teamId", k.id::text AS "keyId", k.created_by::text AS "memberId"
    FROM api_keys k
    WHERE k.team_id = ANY(${teamIds}::uuid[]) AND NOT k.is_service AND EXISTS (
      SELECT 1 FROM quota_limits l WHERE l.team_id = k.team_id AND l.scope = 'member' AND l.scope_id = k.created_by)`;
}

/** Changes of a team's limits take turns until their transactions end. */
export async function lockLimits(tx: TeamTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('limits ' || ${teamId}, 0))`;
}

/** Whether what a limit is for is the team's: itself, a member, a working key or a deployment. */
export async function isInTeam(
  tx: TeamTx,
  teamId: string,
  { scope, scopeId }: { scope: Scope; scopeId: string },
): Promise<boolean> {
  switch (scope) {
    case "team":
      return scopeId === teamId;
    case "member":
      return (await tx.membership.count({ where: { teamId, personId: scopeId } })) > 0;
    case "key":
      return (await tx.apiKey.count({ where: { teamId, id: scopeId, revokedAt: null } })) > 0;
    case "deployment":
      return (await tx.deployment.count({ where: { teamId, id: scopeId } })) > 0;
  }
}

export async function countLimits(tx: TeamTx, teamId: string): Promise<number> {
  return tx.quotaLimit.count({ where: { teamId } });
}

type LimitPlace = { scope: Scope; scopeId: string; measure: LimitMeasure; period: LimitPeriod };

type WantedLimit = LimitPlace & {
  id: string;
  value: bigint;
  notifyAt: number[];
  throttleAt: number | null;
  setBy: string | null;
  now: Date;
};

export async function findLimitOn(tx: TeamTx, teamId: string, place: LimitPlace): Promise<Limit | null> {
  const { scope, scopeId, measure, period } = place;
  const row = await tx.quotaLimit.findUnique({
    where: { teamId_scope_scopeId_measure_period: { teamId, scope, scopeId, measure, period } },
  });
  return row && toLimit(row, await findSetters(tx, [row]));
}

export async function findLimit(tx: TeamTx, teamId: string, id: string): Promise<Limit | null> {
  const row = await tx.quotaLimit.findUnique({ where: { teamId_id: { teamId, id } } });
  return row && toLimit(row, await findSetters(tx, [row]));
}

/** By whom and what they are for; of a key only those that hold for it. */
export async function findLimits(tx: TeamTx, teamId: string, keyId: string | null): Promise<Limit[]> {
  const key =
    keyId === null
      ? null
      : await tx.apiKey.findUnique({
          where: { teamId_id: { teamId, id: keyId } },
          select: { createdBy: true, isService: true, deploymentIds: true },
        });
  if (keyId !== null && key === null) return [];
  const memberId = key === null || key.isService ? null : key.createdBy;
  const callable = key?.deploymentIds ?? [];
  const holds = [
    { scope: "team" },
    { scope: "deployment", ...(callable.length === 0 ? {} : { scopeId: { in: callable } }) },
    { scope: "key", scopeId: keyId ?? "" },
    ...(memberId === null ? [] : [{ scope: "member", scopeId: memberId }]),
  ];
  const rows = await tx.quotaLimit.findMany({
    where: { teamId, ...(keyId === null ? {} : { measure: { in: [...MEASURES] }, OR: holds }) },
    orderBy: [{ scope: "asc" }, { createdAt: "asc" }, { id: "asc" }],
  });
  const setters = await findSetters(tx, rows);
  return rows.map((row) => toLimit(row, setters));
}

/** What people call what limits are for, by `scopeKey`; what is gone is absent. */
export async function findSubjects(
  tx: TeamTx,
  teamId: string,
  limits: readonly Pick<Limit, "scopeId">[],
): Promise<Map<string, string>> {
  const ids = [...new Set(limits.map(({ scopeId }) => scopeId))];
  const rows = await tx.$queryRaw<{ scope: Scope; id: string; name: string }[]>`
    SELECT scope, id::text AS id, name FROM (
      SELECT 'team' AS scope, id, name FROM teams WHERE id = ${teamId}::uuid
      UNION ALL
      SELECT 'member', p.id, p.name FROM memberships m JOIN persons p ON p.id = m.person_id WHERE m.team_id = ${teamId}::uuid
      UNION ALL
      SELECT 'key', id, name FROM api_keys WHERE team_id = ${teamId}::uuid
      UNION ALL
      SELECT 'deployment', id, name FROM deployments WHERE team_id = ${teamId}::uuid
    ) AS subjects WHERE id = ANY(${ids}::uuid[])`;
  return new Map(rows.map(({ scope, id, name }) => [scopeKey(scope, id), name]));
}

/** How full each limit of a team is in the periods that began then. */
export async function findFills(
  tx: TeamTx,
  teamId: string,
  starts: Readonly<Record<string, Date>>,
): Promise<Map<string, { used: bigint; reserved: bigint }>> {
  const rows = await tx.$queryRaw<{ id: string; used: string; reserved: string }[]>`
    SELECT l.id::text AS id,
      COALESCE(${HELD}, CASE l.measure WHEN 'requests' THEN c.requests WHEN 'tokens' THEN c.tokens WHEN 'spend' THEN c.spend_pico END, 0)::text
        AS used,
      COALESCE((
        SELECT sum(greatest(q.granted - q.settled, 0)) FROM quota_leases q
        WHERE q.team_id = l.team_id AND q.scope = l.scope AND q.scope_id = l.scope_id AND q.measure = l.measure
          AND q.period = l.period AND q.starts_at = b."startsAt"), 0)::text AS reserved
    FROM quota_limits l
    JOIN json_to_recordset(${JSON.stringify(begunOf(starts))}::json) AS b (period text, "startsAt" timestamptz) ON b.period = l.period
    LEFT JOIN quota_counters c ON c.team_id = l.team_id AND c.scope = l.scope AND c.scope_id = l.scope_id
      AND c.period = l.period AND c.starts_at = b."startsAt"
    WHERE l.team_id = ${teamId}::uuid`;
  return new Map(
    rows.map(({ id, used, reserved }) => [id, { used: BigInt(used), reserved: BigInt(reserved) }]),
  );
}

/** Of which shares of its limits the team was told in the periods that began then, lowest first, by the limit's id. */
export async function findNotices(
  tx: TeamTx,
  teamId: string,
  starts: Readonly<Record<string, Date>>,
): Promise<Map<string, { share: number; at: Date }[]>> {
  const rows = await tx.$queryRaw<{ id: string; share: number; at: Date }[]>`
    SELECT n.limit_id::text AS id, n.share, n.at
    FROM limit_notices n JOIN quota_limits l ON l.team_id = n.team_id AND l.id = n.limit_id
    JOIN json_to_recordset(${JSON.stringify(begunOf(starts))}::json) AS b (period text, "startsAt" timestamptz)
      ON b.period = l.period AND b."startsAt" = n.starts_at
    WHERE n.team_id = ${teamId}::uuid ORDER BY n.share`;
  const notices = Map.groupBy(rows, ({ id }) => id);
  return new Map([...notices].map(([id, own]) => [id, own.map(({ share, at }) => ({ share, at }))]));
}

function begunOf(starts: Readonly<Record<string, Date>>): { period: string; startsAt: Date }[] {
  return Object.entries(starts).map(([period, startsAt]) => ({ period, startsAt }));
}

/** What a key spent since the month began and in total, by stored records, in its team's currency; null without the team. */
export async function findSpendOfKey(
  tx: TeamTx,
  teamId: string,
  { keyId, monthStart }: { keyId: string; monthStart: Date },
): Promise<{ currency: string; month: bigint; total: bigint } | null> {
  const [row] = await tx.$queryRaw<{ currency: string; month: string; total: string }[]>`
    SELECT t.currency,
      COALESCE(sum(c.spend_pico) FILTER (WHERE c.period = 'month' AND c.starts_at = ${monthStart}), 0)::text AS month,
      COALESCE(sum(c.spend_pico) FILTER (WHERE c.period = 'total'), 0)::text AS total
    FROM teams t LEFT JOIN quota_counters c ON c.team_id = t.id AND c.scope = 'key' AND c.scope_id = ${keyId}::uuid
    WHERE t.id = ${teamId}::uuid GROUP BY t.currency`;
  return row ? { currency: row.currency, month: BigInt(row.month), total: BigInt(row.total) } : null;
}

/** A new value ends a raise. */
export async function upsertLimit(tx: TeamTx, teamId: string, wanted: WantedLimit): Promise<Limit> {
  const { id, scope, scopeId, measure, period, setBy, notifyAt, throttleAt, now } = wanted;
  const data = {
    value: wanted.value.toString(),
    notifyAt,
    throttleAt,
    setBy,
    updatedAt: now,
    raisedValue: null,
    raisedUntil: null,
    raisedReason: null,
    raisedBy: null,
  };
  const row = await tx.quotaLimit.upsert({
    where: { teamId_id: { teamId, id } },
    create: { teamId, id, scope, scopeId, measure, period, createdAt: now, ...data },
    update: data,
  });
  return toLimit(row, await findSetters(tx, [row]));
}

export async function writeRaise(
  tx: TeamTx,
  teamId: string,
  raise: { id: string; value: bigint; until: Date; reason: string; raisedBy: string | null; now: Date },
): Promise<Limit> {
  const row = await tx.quotaLimit.update({
    where: { teamId_id: { teamId, id: raise.id } },
    data: {
      raisedValue: raise.value.toString(),
      raisedUntil: raise.until,
      raisedReason: raise.reason,
      raisedBy: raise.raisedBy,
      updatedAt: raise.now,
    },
  });
  return toLimit(row, await findSetters(tx, [row]));
}

/** With what nodes hold of it: another limit on the same begins with nothing reserved. */
export async function deleteLimit(
  tx: TeamTx,
  teamId: string,
  limit: LimitPlace & { id: string },
): Promise<void> {
  const { id, scope, scopeId, measure, period } = limit;
  await tx.quotaLimit.delete({ where: { teamId_id: { teamId, id } } });
  await tx.quotaLease.deleteMany({ where: { teamId, scope, scopeId, measure, period } });
}

type LimitColumns = {
  id: string;
  scope: string;
  scopeId: string;
  measure: string;
  period: string;
  value: { toFixed(): string };
  notifyAt: number[];
  throttleAt: number | null;
  raisedValue: { toFixed(): string } | null;
  raisedUntil: Date | null;
  raisedReason: string | null;
  setBy: string | null;
  updatedAt: Date;
};

async function findSetters(
  tx: TeamTx,
  rows: readonly { setBy: string | null }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ setBy }) => setBy ?? []))];
  const persons = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(persons.map(({ id, name }) => [id, name]));
}

function toLimit(row: LimitColumns, setters: ReadonlyMap<string, string>): Limit {
  const { value, raisedValue, raisedUntil, raisedReason, setBy } = row;
  const label = setBy === null ? undefined : setters.get(setBy);
  return {
    id: row.id,
    // What the table's checks let in.
    scope: row.scope as Scope,
    scopeId: row.scopeId,
    measure: row.measure as LimitMeasure,
    period: row.period as LimitPeriod,
    value: BigInt(value.toFixed()),
    notifyAt: row.notifyAt,
    throttleAt: row.throttleAt,
    raise:
      raisedValue === null || raisedUntil === null
        ? null
        : { value: BigInt(raisedValue.toFixed()), until: raisedUntil, reason: raisedReason ?? "" },
    setBy: setBy === null || label === undefined ? null : { id: setBy, label },
    updatedAt: row.updatedAt,
  };
}
