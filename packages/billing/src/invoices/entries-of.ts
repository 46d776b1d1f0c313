import { newId } from "@millrace/kernel";
import type { LedgerEntry } from "../ledger/entry.ts";
import type { Movement } from "../rules/invoice-movements.ts";

type Made = {
  teamId: string;
  invoiceId: string;
  at: Date;
  currency: string;
  /** What made them; one movement of a kind each. */
  operation: string;
  grantId?: string;
};

/** Movements of an invoice as entries of the ledger. */
export function entriesOf(
  movements: readonly Movement[],
  { operation, grantId, ...made }: Made,
): LedgerEntry[] {
  return movements.map((movement) => ({
    ...made,
    ...movement,
    id: newId(),
    operationId: `${operation}:${movement.kind}`,
    grantId: movement.credit === "credit" ? (grantId ?? null) : null,
  }));
}
