import type { SystemContext } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { insertEntries } from "../ledger/store.ts";
import { addToUsed, lockExpired } from "./store.ts";

/** What was used before the end may arrive this much later, and still takes from it. */
const LATE_MS = 5 * 60_000;
const GRANTS_AT_ONCE = 500;

/** What is left of grants that have expired is gone; the ledger says so. Returns of how many. */
export async function expireCredit({ database, clock }: SystemContext): Promise<number> {
  const before = new Date(clock.now().getTime() - LATE_MS);
  return database.inSystem(async (tx) => {
    const expired = await lockExpired(tx, { before, limit: GRANTS_AT_ONCE });
    for (const { teamId, id, leftPico } of expired)
      await addToUsed(tx, [{ teamId, grantId: id, amountPico: leftPico }]);
    await insertEntries(
      tx,
      expired.map(({ teamId, id, currency, leftPico, expiresAt }) => ({
        teamId,
        id: newId(),
        at: expiresAt,
        kind: "expiry" as const,
        currency,
        debit: "credit" as const,
        credit: "breakage" as const,
        amountPico: leftPico,
        operationId: `expiry:${id}`,
        grantId: id,
        invoiceId: null,
      })),
    );
    return expired.length;
  });
}
