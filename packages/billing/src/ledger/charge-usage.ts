import type { SystemTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import type { ChargedRecord } from "@millrace/metering";
import { addToUsed, lockOpenGrants } from "../credits/store.ts";
import { type Charge, chargesIn } from "../rules/charges-in.ts";
import { type Draw, drawCredit, type OpenGrant } from "../rules/draw-credit.ts";
import { postedAt } from "../rules/posted-at.ts";
import type { LedgerEntry } from "./entry.ts";
import { findClosedUntil, insertEntries, keepPeriodsOpen } from "./store.ts";

/**
 * Charges stored records in the ledger: an entry for each team and day of a batch, and what it takes from the team's credit.
 * In the transaction that stores them, so that each is charged exactly once. Whoever closes a period waits for it and makes
 * it wait: no charge comes into a period that is closed.
 */
export async function chargeUsage(tx: SystemTx, records: readonly ChargedRecord[]): Promise<void> {
  const charges = chargesIn(records);
  if (charges.length === 0) return;
  const teamIds = [...new Set(charges.map(({ teamId }) => teamId))];
  await keepPeriodsOpen(tx, teamIds);
  const closed = await findClosedUntil(tx, teamIds);
  const grants = await lockOpenGrants(tx, teamIds);
  const entries: LedgerEntry[] = [];
  const used: (Draw & { teamId: string })[] = [];
  for (const charge of charges) {
    const open = grants.get(charge.teamId) ?? [];
    const draws = drawCredit(open, charge);
    used.push(...draws.map((draw) => ({ ...draw, teamId: charge.teamId })));
    const drawn = new Map(draws.map(({ grantId, amountPico }) => [grantId, amountPico]));
    grants.set(
      charge.teamId,
      open.map((grant) => less(grant, drawn.get(grant.id) ?? 0n)),
    );
    const posted = { ...charge, at: postedAt(charge.at, closed.get(charge.teamId) ?? null) };
    entries.push(chargeEntry(posted), ...draws.map((draw) => drawEntry(posted, draw)));
  }
  await addToUsed(tx, used);
  await insertEntries(tx, entries);
}

function less(grant: OpenGrant, amountPico: bigint): OpenGrant {
  return { ...grant, leftPico: grant.leftPico - amountPico };
}

function chargeEntry({ teamId, id, at, currency, amountPico }: Charge): LedgerEntry {
  return {
    ...{ teamId, id, at, kind: "charge", currency, debit: "receivable", credit: "revenue", amountPico },
    operationId: `charge:${id}`,
    grantId: null,
    invoiceId: null,
  };
}

function drawEntry(
  { id, teamId, at, currency }: Charge,
  { grantId, amountPico }: { grantId: string; amountPico: bigint },
): LedgerEntry {
  return {
    ...{ teamId, id: newId(), at, kind: "draw", currency, debit: "credit", credit: "receivable", amountPico },
    operationId: `draw:${id}:${grantId}`,
    grantId,
    invoiceId: null,
  };
}
