import type { Context } from "@millrace/db";
import { type Period, periodOf } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { findCurrency } from "../credits/store.ts";
import type { InvoiceTotals } from "../rules/invoice-totals.ts";
import type { TaxRate } from "../rules/tax.ts";
import type { UsageLine } from "../rules/usage-lines.ts";
import { inSnapshot } from "../store.ts";
import { billUsage } from "./bill-usage.ts";

export type InvoicePreview = { currency: string; period: Period; lines: UsageLine[]; totals: InvoiceTotals };

/** What this month (UTC) would be invoiced, if nothing more were used. Fault `internal` as of `billUsage`. */
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
    const { lines, totals } = await billUsage(tx, { teamId, period, currency, rates: taxRates });
    return { currency, period, lines, totals };
  });
}
