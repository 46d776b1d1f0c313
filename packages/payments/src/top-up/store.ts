import type { Prisma, SystemTx, TeamTx } from "@millrace/db";
import type { TopUpRule } from "./top-up-rule.ts";

const RULE = {
  belowPico: true,
  amountMinor: true,
  monthlyMaxMinor: true,
  disabledAt: true,
  failure: true,
} as const satisfies Prisma.TopUpRuleSelect;

export async function findRule(tx: SystemTx | TeamTx, teamId: string): Promise<TopUpRule | null> {
  const row = await tx.topUpRule.findUnique({ where: { teamId }, select: RULE });
  return row && { ...row, belowPico: BigInt(row.belowPico.toFixed(0)) };
}

type By = { teamId: string; updatedBy: string | null; updatedAt: Date };

export async function upsertRule(tx: TeamTx, rule: TopUpRule, { teamId, ...by }: By): Promise<void> {
  const columns = { ...rule, belowPico: rule.belowPico.toString(), ...by };
  await tx.topUpRule.upsert({
    where: { teamId },
    create: { teamId, ...columns },
    update: columns,
    select: { teamId: true },
  });
}

export async function deleteRule(tx: SystemTx, teamId: string): Promise<void> {
  await tx.topUpRule.deleteMany({ where: { teamId } });
}

/** Off, because a payment failed. */
export async function disableRule(
  tx: SystemTx,
  teamId: string,
  { failure, at }: { failure: string; at: Date },
): Promise<void> {
  await tx.topUpRule.updateMany({
    where: { teamId, disabledAt: null },
    data: { disabledAt: at, failure, updatedAt: at },
  });
}

export type ShortTeam = { teamId: string; currency: string; customerId: string; amountMinor: bigint };

type Wanting = { at: Date; monthStart: Date; limit: number; teamId?: string | null };

/**
 * Teams whose credit at a moment is less than their rule wants, for whom nothing is under way, and whose rule has room for another
 * purchase in the month that began at `monthStart`. Of all teams, or of one.
 */
export async function findShort(
  tx: SystemTx,
  { at, monthStart, limit, teamId = null }: Wanting,
): Promise<ShortTeam[]> {
  return tx.$queryRaw<ShortTeam[]>`
    SELECT r.team_id::text AS "teamId", t.currency, c.provider_id AS "customerId", r.amount_minor AS "amountMinor"
    FROM top_up_rules r
    JOIN teams t ON t.id = r.team_id
    JOIN payment_customers c ON c.team_id = r.team_id
    WHERE r.disabled_at IS NULL AND r.team_id = coalesce(${teamId}::uuid, r.team_id)
      AND r.below_pico > (SELECT coalesce(sum(g.amount_pico - g.used_pico), 0) FROM credit_grants g
        WHERE g.team_id = r.team_id AND g.voided_at IS NULL AND g.effective_at <= ${at}
          AND (g.expires_at IS NULL OR g.expires_at > ${at}))
      AND NOT EXISTS (SELECT 1 FROM payment_operations o
        WHERE o.team_id = r.team_id AND o.kind = 'top_up' AND o.state = 'waiting')
      AND r.monthly_max_minor - r.amount_minor >= (
        SELECT coalesce(sum((o.request->>'amountMinor')::bigint), 0) FROM payment_operations o
        WHERE o.team_id = r.team_id AND o.kind = 'top_up' AND o.state = 'done' AND o.created_at >= ${monthStart})
    ORDER BY r.team_id LIMIT ${limit}`;
}
