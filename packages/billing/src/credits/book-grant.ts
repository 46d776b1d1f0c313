import type { SystemTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { insertEntries } from "../ledger/store.ts";
import type { CreditGrant } from "./credit-grant.ts";
import { findGrantOf, insertGrant } from "./store.ts";

type NewGrant = Omit<CreditGrant, "id" | "usedPico" | "voidedAt"> & {
  teamId: string;
  /** The same operation twice is one grant. */
  operationId: string;
  createdBy: string | null;
  createdAt: Date;
};

/** Adds a grant, without an entry of the ledger. Returns it, and whether it is new. */
export async function addGrant(
  tx: SystemTx,
  { teamId, operationId, createdBy, createdAt, ...wanted }: NewGrant,
): Promise<{ grant: CreditGrant; isNew: boolean }> {
  const grant: CreditGrant = { id: newId(), ...wanted, usedPico: 0n, voidedAt: null };
  const isNew = await insertGrant(tx, teamId, { ...grant, operationId, createdBy, createdAt });
  if (isNew) return { grant, isNew };
  return { grant: (await findGrantOf(tx, teamId, operationId)) ?? grant, isNew };
}

/** Adds a grant that was paid for or given away, and the ledger's entry for it. */
export async function bookGrant(
  tx: SystemTx,
  wanted: NewGrant,
): Promise<{ grant: CreditGrant; isNew: boolean }> {
  const { grant, isNew } = await addGrant(tx, wanted);
  if (!isNew) return { grant, isNew };
  const { id, kind, currency, amountPico } = grant;
  await insertEntries(tx, [
    {
      teamId: wanted.teamId,
      id: newId(),
      at: wanted.createdAt,
      kind: "grant",
      currency,
      debit: kind === "paid" ? "cash" : "promotion",
      credit: "credit",
      amountPico,
      operationId: `grant:${id}`,
      grantId: id,
      invoiceId: null,
    },
  ]);
  return { grant, isNew };
}
