import type { Context } from "@millrace/db";
import { type Period, periodOf } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { findCurrency } from "../credits/store.ts";
import type { InvoiceTotals } from "../rules/invoice-totals.ts";
import type { TaxRate } from "../rules/tax.ts";
import { inSnapshot } from "../store.ts";
import { type BillLine, billPeriod } from "./bill-period.ts";
import type { InvoiceLine } from "./invoice.ts";

export type InvoicePreview = {
  currency: string;
  period: Period;
  lines: InvoiceLine[];
  totals: InvoiceTotals;
};

/**
 * What this month (UTC) would be invoiced if nothing more were used, without what a payment provider adds. Fault `internal` as of
 * `billPeriod`.
 */
export async function previewInvoice({
  database,
  actor,
  clock,
  taxRates,
}: Context & { taxRates: readonly TaxRate[] }): Promise<InvoicePreview> {
  requirePermission(actor, "billing.read");
  const { teamId } = actor;
  const period = periodOf(clock.now());
  return inSnapshot(database, async (tx) => {
    const currency = await findCurrency(tx, teamId);
    const booked = { teamId, period, currency, rates: taxRates, completion: null };
    const { lines, totals } = await billPeriod(tx, booked);
    return { currency, period, lines: lines.map(placed), totals };
  });
}

const NOTHING = {
  ...{ modelName: null, deploymentId: null, priceVersionId: null, unit: null, unitPricePico: null },
  ...{ startsAt: null, endsAt: null },
};

function placed(line: BillLine, index: number): InvoiceLine {
  return { ...NOTHING, ...line, position: index + 1 };
}
