import type { SystemTx } from "@millrace/db";
import type { LedgerEntry } from "./entry.ts";

/** Entries whose operation is there already are left out. Returns the operations that are new. */
export async function insertEntries(tx: SystemTx, entries: readonly LedgerEntry[]): Promise<Set<string>> {
  if (entries.length === 0) return new Set();
  const rows = entries.map(({ amountPico, ...entry }) => ({ ...entry, amountPico: amountPico.toString() }));
  const inserted = await tx.$queryRaw<{ operationId: string }[]>`
    INSERT INTO ledger_entries (team_id, id, at, kind, currency, debit, credit, amount_pico, operation_id, grant_id)
    SELECT "teamId", id, at, kind, currency, debit, credit, "amountPico", "operationId", "grantId"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS entry (
      "teamId" uuid, id uuid, at timestamptz, kind text, currency text, debit text, credit text, "amountPico" numeric,
      "operationId" text, "grantId" uuid)
    ORDER BY 1, 9
    ON CONFLICT (team_id, operation_id) DO NOTHING
    RETURNING operation_id AS "operationId"`;
  return new Set(inserted.map(({ operationId }) => operationId));
}
