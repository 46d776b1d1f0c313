import type { SystemTx } from "@millrace/db";

/** Removes at most `limit` invitations that led to nobody and ended before a moment; returns how many of which team. */
export async function removeEndedInvitations(
  tx: SystemTx,
  { before, limit }: { before: Date; limit: number },
): Promise<{ teamId: string; removed: number }[]> {
  return tx.$queryRaw`
    WITH ended AS (
      SELECT team_id, id FROM invitations
      WHERE accepted_at IS NULL AND LEAST(expires_at, COALESCE(revoked_at, expires_at)) <= ${before}
      LIMIT ${limit}
    ), removed AS (
      DELETE FROM invitations i USING ended e
      WHERE i.team_id = e.team_id AND i.id = e.id AND i.accepted_at IS NULL
      RETURNING i.team_id
    )
    SELECT team_id::text AS "teamId", count(*)::int AS removed FROM removed GROUP BY 1 ORDER BY 1`;
}
