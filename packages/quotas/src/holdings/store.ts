import type { SystemTx, TeamTx } from "@millrace/db";
import type { Holding } from "../account.ts";
import { HELD } from "./held.ts";

export type AnyTx = TeamTx | SystemTx;

export type HeldLimit = { measure: Holding; value: bigint; held: bigint; setBy: string | null };

/** Whoever adds to what a team holds takes turns until their transactions end, so that what is left is not given twice. */
export async function lockHoldings(tx: AnyTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('holdings ' || ${teamId}, 0))`;
}

/** The team's limits on these, as they are now, and what it holds of each. */
export async function findHeldLimits(
  tx: AnyTx,
  teamId: string,
  { measures, now }: { measures: readonly Holding[]; now: Date },
): Promise<HeldLimit[]> {
  const rows = await tx.$queryRaw<{ measure: Holding; value: string; held: string; setBy: string | null }[]>`
    SELECT l.measure, (CASE WHEN l.raised_until > ${now} THEN l.raised_value ELSE l.value END)::text AS value,
      (${HELD})::text AS held, p.name AS "setBy"
    FROM quota_limits l
    LEFT JOIN persons p ON p.id = COALESCE(CASE WHEN l.raised_until > ${now} THEN l.raised_by END, l.set_by)
    WHERE l.team_id = ${teamId}::uuid AND l.scope = 'team' AND l.period = 'now' AND l.measure = ANY(${[...measures]})
    ORDER BY l.measure`;
  return rows.map(({ value, held, ...limit }) => ({ ...limit, value: BigInt(value), held: BigInt(held) }));
}

export async function hasStorageLimit(tx: AnyTx, teamId: string): Promise<boolean> {
  const where = { teamId, scope: "team", measure: "stored_bytes", period: "now" };
  return (await tx.quotaLimit.count({ where })) > 0;
}
