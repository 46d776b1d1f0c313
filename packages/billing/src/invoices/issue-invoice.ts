import { recordAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { systemActor } from "@millrace/kernel";
import { insertEntries } from "../ledger/store.ts";
import { closingMovements } from "../rules/invoice-movements.ts";
import { formatMinor, minorToPico } from "../rules/round.ts";
import type { TaxRate } from "../rules/tax.ts";
import { billUsage } from "./bill-usage.ts";
import { entriesOf } from "./entries-of.ts";
import { takeNumber } from "./store.ts";
import { closeDraft, insertLines, lockDraft, type NewLine } from "./store-closing.ts";

const DUE_AFTER_MS = 14 * 86_400_000;

export type ClosedInvoice = { teamId: string; id: string; number: string; total: string; currency: string };

/** Writes a draft's lines and gives it its number: in one transaction, so that no number is lost. Null: somebody else did. */
export async function issueInvoice(
  { database, clock, taxRates }: SystemContext & { taxRates: readonly TaxRate[] },
  draft: { teamId: string; id: string },
): Promise<ClosedInvoice | null> {
  const { teamId, id } = draft;
  return database.inSystem(async (tx) => {
    const closed = await lockDraft(tx, teamId, id);
    if (closed === null) return null;
    const { currency, period } = closed;
    const { lines, totals, drawnPico } = await billUsage(tx, { teamId, period, currency, rates: taxRates });
    const { taxes, subtotalPico, ...minor } = totals;
    await insertLines(tx, closed, [...lines, ...taxes.map((tax) => taxLine(tax, currency))]);
    const now = clock.now();
    const movements = closingMovements({ currency, subtotalPico, drawnPico, ...minor });
    await insertEntries(
      tx,
      entriesOf(movements, { teamId, invoiceId: id, at: now, currency, operation: `invoice:${id}` }),
    );
    const number = `MR-${String(await takeNumber(tx, "invoice")).padStart(6, "0")}`;
    const isOwed = totals.totalMinor > 0n;
    await closeDraft(tx, closed, {
      ...minor,
      number,
      subtotalPico: subtotalPico.toString(),
      state: isOwed ? "open" : "paid",
      closedAt: now,
      dueAt: new Date(now.getTime() + DUE_AFTER_MS),
      paidAt: isOwed ? null : now,
    });
    const total = formatMinor(totals.totalMinor, currency);
    await recordAudit(
      tx,
      { clock, actor: systemActor(teamId) },
      {
        verb: "invoice.close",
        subjectType: "invoice",
        subjectId: id,
        after: { number, total, currency, period: period.start.toISOString().slice(0, 7) },
      },
    );
    return { teamId, id, number, total, currency };
  });
}

function taxLine(
  { description, amountMinor }: { description: string; amountMinor: bigint },
  currency: string,
): NewLine {
  return {
    kind: "tax",
    description,
    quantity: 1n,
    amountPico: minorToPico(amountMinor, currency),
    amountMinor,
  };
}
