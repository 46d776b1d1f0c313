import type { SystemTx } from "@millrace/db";
import type { CounterChange, HeldLease } from "../rules/count-use.ts";

/** Whose keys these are; service keys, which are nobody's, and keys that are gone are absent. */
export async function findMembers(
  tx: SystemTx,
  keys: readonly { teamId: string; keyId: string }[],
): Promise<Map<string, string>> {
  const rows = await tx.$queryRaw<{ id: string; memberId: string }[]>`
    SELECT DISTINCT k.id::text AS id, k.created_by::text AS "memberId"
    FROM json_to_recordset(${JSON.stringify(keys)}::json) AS asked ("teamId" uuid, "keyId" uuid)
    JOIN api_keys k ON k.team_id = asked."teamId" AND k.id = asked."keyId"
    WHERE k.created_by IS NOT NULL AND NOT k.is_service`;
  return new Map(rows.map(({ id, memberId }) => [id, memberId]));
}

/** In the order of their keys, so that two who count at once do not wait for each other in a circle. */
export async function addToCounters(tx: SystemTx, changes: readonly CounterChange[]): Promise<void> {
  const rows = changes.map(({ requests, tokens, spend, ...place }) => ({
    ...place,
    requests: requests.toString(),
    tokens: tokens.toString(),
    spend: spend.toString(),
  }));
  await tx.$executeRaw`
    INSERT INTO quota_counters AS held (team_id, scope, scope_id, period, starts_at, requests, tokens, spend_pico)
    SELECT "teamId", scope, "scopeId", period, "startsAt", requests, tokens, spend
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS used (
      "teamId" uuid, scope text, "scopeId" uuid, period text, "startsAt" timestamptz, requests numeric, tokens numeric, spend numeric)
    ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT (team_id, scope, scope_id, period, starts_at) DO UPDATE SET
      requests = held.requests + excluded.requests,
      tokens = held.tokens + excluded.tokens,
      spend_pico = held.spend_pico + excluded.spend_pico`;
}

/** Leases of these holders that records settle. */
export async function findLeases(tx: SystemTx, holderIds: readonly string[]): Promise<HeldLease[]> {
  return tx.$queryRaw<HeldLease[]>`
    SELECT team_id::text AS "teamId", scope, scope_id::text AS "scopeId", measure, period, starts_at AS "startsAt",
      holder_id::text AS "holderId", opened_at AS "openedAt"
    FROM quota_leases WHERE holder_id = ANY(${holderIds}::uuid[]) AND period NOT IN ('minute', 'now')`;
}

export async function addToSettled(
  tx: SystemTx,
  leases: readonly (HeldLease & { settled: bigint })[],
): Promise<void> {
  const rows = leases.map(({ settled, ...lease }) => ({ ...lease, settled: settled.toString() }));
  await tx.$executeRaw`
    UPDATE quota_leases l SET settled = l.settled + used.settled
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS used (
      "teamId" uuid, scope text, "scopeId" uuid, measure text, period text, "startsAt" timestamptz, "holderId" uuid, settled numeric)
    WHERE l.team_id = used."teamId" AND l.scope = used.scope AND l.scope_id = used."scopeId" AND l.measure = used.measure
      AND l.period = used.period AND l.starts_at = used."startsAt" AND l.holder_id = used."holderId"`;
}
