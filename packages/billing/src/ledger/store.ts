import type { SystemTx } from "@millrace/db";
import type { LedgerEntry } from "./entry.ts";

/** Entries whose operation is there already are left out. */
export async function insertEntries(tx: SystemTx, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map(({ amountPico, ...entry }) => ({ ...entry, amountPico: amountPico.toString() }));
  await tx.$executeRaw`
    INSERT INTO ledger_entries (
      team_id, id, at, kind, currency, debit, credit, amount_pico, operation_id, grant_id, invoice_id)
    SELECT "teamId", id, at, kind, currency, debit, credit, "amountPico", "operationId", "grantId", "invoiceId"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS entry (
      "teamId" uuid, id uuid, at timestamptz, kind text, currency text, debit text, credit text, "amountPico" numeric,
      "operationId" text, "grantId" uuid, "invoiceId" uuid)
    ORDER BY 1, 9
    ON CONFLICT (team_id, operation_id) DO NOTHING`;
}

/**
 * Until the transaction ends, no period of these teams is closed. Whoever waits to close one comes before those who ask after it,
 * however many there are; row locks would let it wait for ever.
 */
export async function keepPeriodsOpen(tx: SystemTx, teamIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended('billing.periods ' || id, 0))
    FROM unnest(${teamIds}::text[]) AS team (id) ORDER BY id`;
}

/** Waits for whoever charges this team, and makes others wait until the transaction ends. */
export async function lockPeriods(tx: SystemTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('billing.periods ' || ${teamId}, 0))`;
}

/** Until when these teams' periods are closed; absent: none is. */
export async function findClosedUntil(tx: SystemTx, teamIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx.$queryRaw<{ teamId: string; until: Date }[]>`
    SELECT team_id::text AS "teamId", max(period_end) AS until FROM invoices
    WHERE team_id = ANY(${teamIds}::uuid[]) AND kind = 'usage' GROUP BY 1`;
  return new Map(rows.map(({ teamId, until }) => [teamId, until]));
}
