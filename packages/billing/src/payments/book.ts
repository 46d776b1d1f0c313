import type { SystemTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { addToUsed } from "../credits/store.ts";
import { insertEntries } from "../ledger/store.ts";
import type { Movement } from "../rules/invoice-movements.ts";

type Made = {
  teamId: string;
  at: Date;
  currency: string;
  /** What made them. */
  operation: string;
  invoiceId?: string | null;
  /** The credit that is bought or taken back. */
  grantId?: string | null;
};

/** Movements of a payment as entries of the ledger; the same operation twice is booked once. */
export async function book(
  tx: SystemTx,
  movements: readonly Movement[],
  { operation, invoiceId = null, grantId = null, ...made }: Made,
): Promise<void> {
  await insertEntries(
    tx,
    movements.map((movement, index) => ({
      ...made,
      ...movement,
      id: newId(),
      operationId: `${operation}:${index}`,
      invoiceId,
      grantId: movement.debit === "credit" || movement.credit === "credit" ? grantId : null,
    })),
  );
}

/** Credit that is no longer there to be used. */
export async function useUp(
  tx: SystemTx,
  { teamId, grantId, amountPico }: { teamId: string; grantId: string; amountPico: bigint },
): Promise<void> {
  if (amountPico > 0n) await addToUsed(tx, [{ teamId, grantId, amountPico }]);
}
