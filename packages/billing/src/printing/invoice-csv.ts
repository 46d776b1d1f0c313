import { BYTE_ORDER_MARK, csvLine, formatPico } from "@millrace/kernel";
import type { Invoice, InvoiceLine } from "../invoices/invoice.ts";
import { formatMinor } from "../rules/round.ts";

type Printed = { invoice: Invoice; line: InvoiceLine };

const COLUMNS: readonly { name: string; of: (printed: Printed) => string }[] = [
  { name: "invoice", of: ({ invoice }) => invoice.number ?? "" },
  { name: "period_start", of: ({ invoice }) => invoice.periodStart.toISOString() },
  { name: "period_end", of: ({ invoice }) => invoice.periodEnd.toISOString() },
  { name: "position", of: ({ line }) => String(line.position) },
  { name: "kind", of: ({ line }) => line.kind },
  { name: "description", of: ({ line }) => line.description },
  { name: "model", of: ({ line }) => line.modelName ?? "" },
  { name: "deployment_id", of: ({ line }) => line.deploymentId ?? "" },
  { name: "price_version_id", of: ({ line }) => line.priceVersionId ?? "" },
  { name: "unit", of: ({ line }) => line.unit ?? "" },
  { name: "quantity", of: ({ line }) => String(line.quantity) },
  {
    name: "unit_price",
    of: ({ line }) => (line.unitPricePico === null ? "" : formatPico(line.unitPricePico)),
  },
  { name: "exact_amount", of: ({ line }) => formatPico(line.amountPico) },
  { name: "amount", of: ({ invoice, line }) => formatMinor(line.amountMinor, invoice.currency) },
  { name: "starts_at", of: ({ line }) => line.startsAt?.toISOString() ?? "" },
  { name: "ends_at", of: ({ line }) => line.endsAt?.toISOString() ?? "" },
  { name: "currency", of: ({ invoice }) => invoice.currency },
];

/** The lines of an invoice as a file for spreadsheets: names of columns in English, decimals with a point, whatever the reader's language. */
export function invoiceCsv({ invoice, lines }: { invoice: Invoice; lines: readonly InvoiceLine[] }): string {
  const header = csvLine(COLUMNS.map(({ name }) => name));
  const rows = lines.map((line) => csvLine(COLUMNS.map(({ of }) => of({ invoice, line }))));
  return `${BYTE_ORDER_MARK}${header}${rows.join("")}`;
}
