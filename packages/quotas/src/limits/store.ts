import type { SystemTx } from "@millrace/db";
import type { LimitRule } from "./team-rules.ts";

type TeamRow = { teamId: string; currency: string; isPrepaid: boolean };

export async function findTeams(tx: SystemTx, teamIds: readonly string[]): Promise<TeamRow[]> {
  return tx.$queryRaw<TeamRow[]>`
    SELECT id::text AS "teamId", currency, is_prepaid AS "isPrepaid" FROM teams WHERE id = ANY(${teamIds}::uuid[])`;
}

export async function findRules(
  tx: SystemTx,
  teamIds: readonly string[],
): Promise<(LimitRule & { teamId: string })[]> {
  return tx.$queryRaw<(LimitRule & { teamId: string })[]>`
    SELECT team_id::text AS "teamId", id::text AS id, scope, scope_id::text AS "scopeId", measure, period
    FROM quota_limits WHERE team_id = ANY(${teamIds}::uuid[])`;
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
