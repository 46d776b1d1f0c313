import type { SystemTx } from "@millrace/db";
import { newId, periodOf } from "@millrace/kernel";
import { addGrant } from "../credits/book-grant.ts";
import { insertEntries } from "../ledger/store.ts";
import { laterOf } from "../rules/plan-parts.ts";
import { sumPaidDraws } from "./store-closing.ts";
import type { Booked } from "./store-usage.ts";

type Back = Booked & { id: string; number: string; currency: string; backPico: bigint; now: Date };

/**
 * What credit had paid of an invoice beyond what discounts left is credit again: bought credit first, which never ends; what was
 * given away ends with the month after the invoice's.
 */
export async function giveBack(tx: SystemTx, back: Back): Promise<void> {
  const { backPico, period, teamId } = back;
  if (backPico === 0n) return;
  const boughtPico = await sumPaidDraws(tx, { teamId, period });
  const isEnough = boughtPico >= backPico;
  const paidPico = isEnough ? backPico : boughtPico;
  await give(tx, back, { kind: "paid", amountPico: paidPico, expiresAt: null });
  await give(tx, back, {
    ...{ kind: "promotional", amountPico: backPico - paidPico },
    expiresAt: periodOf(laterOf(period.end, back.now)).end,
  });
}

type Part = { kind: "paid" | "promotional"; amountPico: bigint; expiresAt: Date | null };

async function give(tx: SystemTx, back: Back, { kind, amountPico, expiresAt }: Part): Promise<void> {
  if (amountPico === 0n) return;
  const { teamId, id, number, currency, now } = back;
  const operationId = kind === "paid" ? `returned:${id}` : `returned:${id}:${kind}`;
  const { grant } = await addGrant(tx, {
    ...{ teamId, kind, name: number, priority: kind === "paid" ? 50 : 0, currency, amountPico },
    ...{ effectiveAt: now, expiresAt, operationId, createdBy: null, createdAt: now },
  });
  await insertEntries(tx, [
    {
      ...{ teamId, id: newId(), at: now, kind: "give_back", currency, amountPico },
      ...{ debit: "receivable", credit: "credit", operationId, grantId: grant.id, invoiceId: id },
    },
  ]);
}
