import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import type { Actor } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { operatorActor, requireOperator } from "@millrace/teams";
import { invoiceIs, noSuchInvoice } from "../faults.ts";
import { insertEntries } from "../ledger/store.ts";
import type { Movement } from "../rules/invoice-movements.ts";
import { type InvoiceState, mayBecome } from "../rules/invoice-state.ts";
import { entriesOf } from "./entries-of.ts";
import type { Invoice } from "./invoice.ts";
import { lockInvoice, saveInvoice } from "./store.ts";

type Ending = {
  to: Exclude<InvoiceState, "draft" | "open">;
  /** Of the audit log. */
  verb: "invoice.mark_paid" | "invoice.void" | "invoice.write_off";
  note: string;
  /** What it moves in the ledger. */
  movements(invoice: Invoice): Movement[];
  /** What else is to be true, in the same transaction. */
  alongside?(tx: SystemTx, made: { invoice: Invoice; actor: Actor; now: Date }): Promise<void>;
};

type Which = { teamId: string; id: string };

/**
 * Takes an invoice from one state to the next, with its entries of the ledger and of the team's log. For operators. Fault
 * `not_found` `billing.no_such_invoice`, `conflict` `billing.invoice_state`.
 */
export async function endInvoice(
  { database, clock }: SystemContext,
  session: Session,
  { which, ending }: { which: Which; ending: Ending },
): Promise<void> {
  requireOperator(session);
  const { teamId, id } = which;
  const { to, verb, note } = ending;
  const actor = operatorActor(session, teamId);
  await database.inSystem(async (tx) => {
    const invoice = await lockInvoice(tx, teamId, id);
    if (invoice === null) throw noSuchInvoice();
    const { state, currency, totalMinor, creditedMinor } = invoice;
    if (!mayBecome(state, to)) throw invoiceIs(state);
    const now = clock.now();
    await saveInvoice(tx, invoice, {
      state: to,
      ...(to === "paid" && { paidAt: now, paidMinor: totalMinor - creditedMinor }),
      ...(to === "void" && { voidedAt: now }),
    });
    const operation = `${to}:${id}`;
    await insertEntries(
      tx,
      entriesOf(ending.movements(invoice), { teamId, invoiceId: id, at: now, currency, operation }),
    );
    await ending.alongside?.(tx, { invoice, actor, now });
    await recordAudit(
      tx,
      { clock, actor },
      {
        verb,
        subjectType: "invoice",
        subjectId: id,
        before: { number: invoice.number, state },
        after: { number: invoice.number, state: to, note },
      },
    );
  });
}
