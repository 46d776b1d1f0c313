import type { SystemTx } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import type { BillLine } from "./bill-period.ts";
import type { BillTo, Invoice, InvoiceLine } from "./invoice.ts";
import type { Booked } from "./store-usage.ts";

type Unclosed = { teamId: string; firstAt: Date };

/**
 * Teams with something before a moment that is in no closed period, and when it was: a charge, a plan that may cost
 * something or that a provider bills, or what a provider billed too little of before. Of all teams, or of one.
 */
export async function findUnclosed(
  tx: SystemTx,
  { before, limit, teamId = null }: { before: Date; limit: number; teamId?: string | null },
): Promise<Unclosed[]> {
  return tx.$queryRaw<Unclosed[]>`
    SELECT t.id::text AS "teamId", least(charge.at, phase.at, carried.at) AS "firstAt"
    FROM teams t
    CROSS JOIN LATERAL (
      SELECT coalesce(max(period_end), '-infinity') AS until FROM invoices WHERE team_id = t.id AND kind = 'usage') AS closed
    LEFT JOIN LATERAL (
      SELECT at FROM ledger_entries
      WHERE team_id = t.id AND kind = 'charge' AND at >= closed.until AND at < ${before}
      ORDER BY at LIMIT 1) AS charge ON true
    LEFT JOIN LATERAL (
      SELECT min(greatest(p.starts_at, closed.until)) AS at
      FROM subscription_phases p JOIN subscriptions s ON s.team_id = p.team_id AND s.id = p.subscription_id
      WHERE p.team_id = t.id AND greatest(p.starts_at, closed.until) < ${before}
        AND (p.ends_at IS NULL OR p.ends_at > closed.until)
        AND (s.provider <> 'none' OR EXISTS (
          SELECT 1 FROM plan_versions v
          WHERE v.plan_name = p.plan_name AND v.currency = t.currency AND (v.fee_minor > 0 OR v.minimum_minor > 0)))
    ) AS phase ON true
    LEFT JOIN LATERAL (
      SELECT greatest(closed.until, min(i.period_start)) AS at
      FROM invoice_lines l JOIN invoices i ON i.team_id = l.team_id AND i.id = l.invoice_id
      WHERE l.team_id = t.id AND l.kind = 'carried' AND closed.until < ${before}
        AND EXISTS (SELECT 1 FROM payment_customers c WHERE c.team_id = t.id)
      HAVING sum(l.amount_minor) < 0 AND min(i.period_start) < ${before}
    ) AS carried ON true
    WHERE coalesce(charge.at, phase.at, carried.at) IS NOT NULL AND t.id = coalesce(${teamId}::uuid, t.id)
    ORDER BY t.id LIMIT ${limit}`;
}

type ClosingTeam = BillTo & { currency: string };

/** Null: there is no such team. */
export async function findClosingTeam(tx: SystemTx, id: string): Promise<ClosingTeam | null> {
  return tx.team.findUnique({ where: { id }, select: { name: true, handle: true, currency: true } });
}

type Draft = { id: string; teamId: string; currency: string; billTo: BillTo; createdAt: Date };

/** From here on the period is closed. */
export async function insertDraft(tx: SystemTx, { start, end }: Period, draft: Draft): Promise<void> {
  await tx.invoice.createMany({
    data: [
      {
        ...draft,
        state: "draft",
        periodStart: start,
        periodEnd: end,
        subtotalPico: "0",
        subtotalMinor: 0n,
        totalMinor: 0n,
      },
    ],
    skipDuplicates: true,
  });
}

export type ClosedPeriod = { teamId: string; id: string; currency: string; period: Period };

export async function findDrafts(tx: SystemTx, limit: number): Promise<{ teamId: string; id: string }[]> {
  return tx.invoice.findMany({
    where: { state: "draft" },
    select: { teamId: true, id: true },
    orderBy: [{ periodStart: "asc" }, { teamId: "asc" }],
    take: limit,
  });
}

export async function findDraft(tx: SystemTx, teamId: string, id: string): Promise<ClosedPeriod | null> {
  const row = await tx.invoice.findFirst({
    where: { teamId, id, state: "draft" },
    select: { currency: true, periodStart: true, periodEnd: true },
  });
  return (
    row && { teamId, id, currency: row.currency, period: { start: row.periodStart, end: row.periodEnd } }
  );
}

/** A draft, held until the transaction ends; null: somebody else has it or had it. */
export async function lockDraft(tx: SystemTx, teamId: string, id: string): Promise<ClosedPeriod | null> {
  const [row] = await tx.$queryRaw<{ currency: string; start: Date; end: Date }[]>`
    SELECT currency, period_start AS start, period_end AS end FROM invoices
    WHERE team_id = ${teamId}::uuid AND id = ${id}::uuid AND state = 'draft' FOR UPDATE SKIP LOCKED`;
  return row ? { teamId, id, currency: row.currency, period: { start: row.start, end: row.end } } : null;
}

type Closing = Pick<
  Invoice,
  | "number"
  | "state"
  | "subtotalMinor"
  | "creditMinor"
  | "taxMinor"
  | "totalMinor"
  | "closedAt"
  | "dueAt"
  | "paidAt"
  | "provider"
> & { subtotalPico: string; providerId: string | null };

export async function closeDraft(
  tx: SystemTx,
  { teamId, id }: ClosedPeriod,
  closing: Closing,
): Promise<void> {
  await tx.invoice.updateMany({ where: { teamId, id, state: "draft" }, data: closing });
}

export type NewLine =
  | BillLine
  | (Pick<InvoiceLine, "description" | "quantity" | "amountPico" | "amountMinor"> & { kind: "tax" });

/** In their order. */
export async function insertLines(
  tx: SystemTx,
  { teamId, id }: ClosedPeriod,
  lines: readonly NewLine[],
): Promise<void> {
  await tx.invoiceLine.createMany({
    data: lines.map((line, index) => ({
      ...line,
      teamId,
      invoiceId: id,
      position: index + 1,
      quantity: line.quantity.toString(),
      unitPricePico: "unitPricePico" in line ? line.unitPricePico.toString() : null,
      amountPico: line.amountPico.toString(),
    })),
  });
}

/** What credit that was bought paid of what was charged in a period, in picos. */
export async function sumPaidDraws(tx: SystemTx, { teamId, period }: Booked): Promise<bigint> {
  const [row] = await tx.$queryRaw<{ pico: string }[]>`
    SELECT coalesce(sum(e.amount_pico), 0)::text AS pico
    FROM ledger_entries e JOIN credit_grants g ON g.team_id = e.team_id AND g.id = e.grant_id
    WHERE e.team_id = ${teamId}::uuid AND e.kind = 'draw' AND g.kind = 'paid' AND e.at >= ${period.start} AND e.at < ${period.end}`;
  return BigInt(row?.pico ?? 0);
}
