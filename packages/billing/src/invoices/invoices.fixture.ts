import { at, type BilledTeam, billedTeam, FEBRUARY_FIRST, requestOf, use } from "../billing.fixture.ts";
import {
  closeInvoices,
  getInvoice,
  type Invoice,
  type InvoiceWithLines,
  listInvoices,
  type TaxRate,
} from "../index.ts";

export const VAT: TaxRate[] = [{ name: "VAT", percentE4: 190_000n }];

export type InvoicedTeam = BilledTeam & { invoice: Invoice };

/** A team that owes 1.00 USD for January, and with tax 1.19. */
export async function invoicedTeam(taxRates: TaxRate[] = []): Promise<InvoicedTeam> {
  const team = await billedTeam();
  await use([requestOf(team, { inputTokens: 100_000_000 })]);
  await closeInvoices({ ...at(FEBRUARY_FIRST), taxRates });
  const [invoice] = await listInvoices(team.as("owner"));
  if (invoice === undefined) throw new Error("the month was closed");
  return { ...team, invoice };
}

/** The invoice as it is now, with everything on it. */
export function reread(team: InvoicedTeam): Promise<InvoiceWithLines> {
  return getInvoice(team.as("owner"), { id: team.invoice.id });
}
