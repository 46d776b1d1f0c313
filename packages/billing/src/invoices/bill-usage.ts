import { Fault } from "@millrace/kernel";
import { type InvoiceTotals, invoiceTotals } from "../rules/invoice-totals.ts";
import type { TaxRate } from "../rules/tax.ts";
import { type UsageLine, usageLines } from "../rules/usage-lines.ts";
import type { ReaderTx } from "./store.ts";
import { type Booked, findRates, sumLateUsage, sumLedger, sumUsage } from "./store-usage.ts";

export type UsageBill = { lines: UsageLine[]; totals: InvoiceTotals; drawnPico: bigint };

/**
 * What the charges that were booked in a period come to: every one, and none twice. Fault `internal` `billing.charges_differ`
 * where the records are not what the ledger charged for them.
 */
export async function billUsage(
  tx: ReaderTx,
  { currency, rates, ...booked }: Booked & { currency: string; rates: readonly TaxRate[] },
): Promise<UsageBill> {
  const { chargedPico, drawnPico } = await sumLedger(tx, booked);
  const used = await sumUsage(tx, booked);
  const late = total(used) === chargedPico ? [] : await sumLateUsage(tx, booked);
  const sums = [...used, ...late];
  if (total(sums) !== chargedPico) throw chargesDiffer(total(sums), chargedPico);
  const ratesOf = await findRates(tx, [...new Set(sums.map(({ priceVersionId }) => priceVersionId))]);
  const lines = usageLines(sums, { ratesOf, currency });
  return { lines, totals: invoiceTotals(lines, { drawnPico, currency, rates }), drawnPico };
}

function total(sums: readonly { amountPico: bigint }[]): bigint {
  return sums.reduce((sum, { amountPico }) => sum + amountPico, 0n);
}

function chargesDiffer(usedPico: bigint, chargedPico: bigint): Fault {
  return new Fault({
    kind: "internal",
    code: "billing.charges_differ",
    message: "Usage and the ledger's charges for it differ, so that nothing can be said of what is owed.",
    internal: `records ${usedPico}, charges ${chargedPico}`,
  });
}
