import type { Context } from "@millrace/db";
import { isUuid } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { noSuchInvoice } from "../faults.ts";
import type { CreditNote, Invoice, InvoiceLine } from "./invoice.ts";
import { findCreditNotes, findInvoice, findLines } from "./store.ts";

export type InvoiceWithLines = { invoice: Invoice; lines: InvoiceLine[]; creditNotes: CreditNote[] };

/** One invoice with everything on it. Fault `not_found` `billing.no_such_invoice`, also for another team's. */
export async function getInvoice(
  { database, actor }: Context,
  { id }: { id: string },
): Promise<InvoiceWithLines> {
  requirePermission(actor, "billing.read");
  if (!isUuid(id)) throw noSuchInvoice();
  const { teamId } = actor;
  return database.inTeam(teamId, async (tx) => {
    const invoice = await findInvoice(tx, teamId, id);
    if (invoice === null) throw noSuchInvoice();
    const lines = await findLines(tx, teamId, id);
    return { invoice, lines, creditNotes: await findCreditNotes(tx, teamId, id) };
  });
}
