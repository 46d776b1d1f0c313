import type { SystemTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import type { ChargedRecord } from "@millrace/metering";
import { addToUsed, lockOpenGrants } from "../credits/store.ts";
import { type Charge, chargesIn } from "../rules/charges-in.ts";
import { drawCredit, type OpenGrant } from "../rules/draw-credit.ts";
import type { LedgerEntry } from "./entry.ts";
import { insertEntries } from "./store.ts";

/**
 * Charges stored records in the ledger: an entry for each team and day of a batch, and what it takes from the team's credit.
 * In the transaction that stores them, so that each is charged exactly once.
 */
export async function chargeUsage(tx: SystemTx, records: readonly ChargedRecord[]): Promise<void> {
  const charges = chargesIn(records);
  if (charges.length === 0) return;
  const grants = await lockOpenGrants(tx, [...new Set(charges.map(({ teamId }) => teamId))]);
  const entries: LedgerEntry[] = [];
  for (const charge of charges) {
    const open = grants.get(charge.teamId) ?? [];
    const draws = drawCredit(open, charge);
    if (draws.length > 0) await addToUsed(tx, charge.teamId, draws);
    const left = new Map(draws.map(({ grantId, amountPico }) => [grantId, amountPico]));
    grants.set(
      charge.teamId,
      open.map((grant) => less(grant, left.get(grant.id) ?? 0n)),
    );
    entries.push(chargeEntry(charge), ...draws.map((draw) => drawEntry(charge, draw)));
  }
  await insertEntries(tx, entries);
}

function less(grant: OpenGrant, amountPico: bigint): OpenGrant {
  return { ...grant, leftPico: grant.leftPico - amountPico };
}

function chargeEntry({ teamId, id, at, currency, amountPico }: Charge): LedgerEntry {
  const operationId = `charge:${id}`;
  const accounts = { debit: "receivable", credit: "revenue" } as const;
  return { teamId, id, at, kind: "charge", currency, ...accounts, amountPico, operationId, grantId: null };
}

function drawEntry(
  charge: Charge,
  { grantId, amountPico }: { grantId: string; amountPico: bigint },
): LedgerEntry {
  const { teamId, at, currency } = charge;
  const operationId = `draw:${charge.id}:${grantId}`;
  const accounts = { debit: "credit", credit: "receivable" } as const;
  return { teamId, id: newId(), at, kind: "draw", currency, ...accounts, amountPico, operationId, grantId };
}
