import type { SystemTx, TeamTx } from "@millrace/db";

/** The days for which a team keeps bodies, 0 where it keeps none or is gone. The answer holds until the transaction ends. */
export async function lockBodyDays(tx: SystemTx, teamId: string): Promise<number> {
  const [team] = await tx.$queryRaw<{ days: number }[]>`
    SELECT request_body_days AS days FROM teams WHERE id = ${teamId}::uuid FOR SHARE`;
  return team?.days ?? 0;
}

type SealedBody = { requestId: string; at: Date; expiresAt: Date; sealed: Uint8Array<ArrayBuffer> };

/** Returns how many were new. */
export async function insertBodies(tx: SystemTx, teamId: string, bodies: SealedBody[]): Promise<number> {
  const data = bodies.map((body) => ({ teamId, ...body }));
  const { count } = await tx.requestBody.createMany({ data, skipDuplicates: true });
  return count;
}

/** Null also for one that is kept no longer, though its row is still there. */
export async function findBody(
  tx: TeamTx,
  teamId: string,
  { requestId, now }: { requestId: string; now: Date },
): Promise<SealedBody | null> {
  const [body] = await tx.$queryRaw<SealedBody[]>`
    SELECT b.request_id::text AS "requestId", b.at, b.sealed,
           LEAST(b.expires_at, b.at + make_interval(days => t.request_body_days)) AS "expiresAt"
    FROM request_bodies b JOIN teams t ON t.id = b.team_id
    WHERE b.team_id = ${teamId}::uuid AND b.request_id = ${requestId}::uuid AND b.expires_at > ${now}
      AND t.request_body_days > 0 AND b.at + make_interval(days => t.request_body_days) > ${now}`;
  return body ?? null;
}

export async function countBodies(tx: TeamTx, teamId: string): Promise<number> {
  return tx.requestBody.count({ where: { teamId } });
}

export async function findBodyDays(tx: TeamTx, teamId: string): Promise<number> {
  const team = await tx.team.findUnique({ where: { id: teamId }, select: { requestBodyDays: true } });
  return team?.requestBodyDays ?? 0;
}

/** Returns what was set before. Others that change it wait until the transaction ends. */
export async function replaceBodyDays(tx: TeamTx, teamId: string, days: number): Promise<number> {
  const [team] = await tx.$queryRaw<{ days: number }[]>`
    SELECT request_body_days AS days FROM teams WHERE id = ${teamId}::uuid FOR NO KEY UPDATE`;
  await tx.team.updateMany({ where: { id: teamId }, data: { requestBodyDays: days } });
  return team?.days ?? 0;
}

/** Removes at most `limit` bodies of a team from before a moment; returns how many. */
export async function removeBodiesBefore(
  tx: TeamTx,
  teamId: string,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  return tx.$executeRaw`
    DELETE FROM request_bodies WHERE team_id = ${teamId}::uuid AND request_id IN (
      SELECT request_id FROM request_bodies WHERE team_id = ${teamId}::uuid AND at <= ${before} LIMIT ${limit})`;
}

/** Removes at most `limit` bodies that are to be kept no longer, of all teams; returns how many of each. */
export async function removeExpiredBodies(
  tx: SystemTx,
  { now, limit }: { now: Date; limit: number },
): Promise<{ teamId: string; removed: number }[]> {
  return tx.$queryRaw`
    WITH expired AS (
      SELECT b.team_id, b.request_id FROM request_bodies b JOIN teams t ON t.id = b.team_id
      WHERE b.expires_at <= ${now} OR t.request_body_days = 0 OR b.at + make_interval(days => t.request_body_days) <= ${now}
      LIMIT ${limit}
    ), removed AS (
      DELETE FROM request_bodies b USING expired e
      WHERE b.team_id = e.team_id AND b.request_id = e.request_id
      RETURNING b.team_id
    )
    SELECT team_id::text AS "teamId", count(*)::int AS removed FROM removed GROUP BY 1 ORDER BY 1`;
}
