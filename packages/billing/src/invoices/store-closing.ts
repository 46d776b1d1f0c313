import type { SystemTx } from "@millrace/db";
import type { Period } from "@millrace/kernel";
import type { UsageLine } from "../rules/usage-lines.ts";
import type { BillTo, Invoice, InvoiceLine } from "./invoice.ts";

/** Teams with a charge before a moment that is in no closed period, and when the first of those charges was. */
export async function findUnclosed(
  tx: SystemTx,
  { before, limit }: { before: Date; limit: number },
): Promise<{ teamId: string; firstChargeAt: Date }[]> {
  return tx.$queryRaw<{ teamId: string; firstChargeAt: Date }[]>`
    SELECT t.id::text AS "teamId", charge.at AS "firstChargeAt"
    FROM teams t
    CROSS JOIN LATERAL (SELECT max(period_end) AS until FROM invoices WHERE team_id = t.id) AS closed
    CROSS JOIN LATERAL (
      SELECT at FROM ledger_entries
      WHERE team_id = t.id AND kind = 'charge' AND at >= coalesce(closed.until, '-infinity') AND at < ${before}
      ORDER BY at LIMIT 1) AS charge
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
> & { subtotalPico: string };

export async function closeDraft(
  tx: SystemTx,
  { teamId, id }: ClosedPeriod,
  closing: Closing,
): Promise<void> {
  await tx.invoice.updateMany({ where: { teamId, id, state: "draft" }, data: closing });
}

export type NewLine =
  | UsageLine
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
      unitPricePico: line.kind === "tax" ? null : line.unitPricePico.toString(),
      amountPico: line.amountPico.toString(),
    })),
  });
}
