import type { SystemContext } from "@millrace/db";
import { newId, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { z } from "zod";
import { minorToPico } from "../rules/round.ts";
import { endInvoice } from "./end-invoice.ts";
import type { Invoice } from "./invoice.ts";
import { insertPayment } from "./store.ts";

const inputSchema = z.object({
  teamId: z.uuid(),
  id: z.uuid(),
  /** How it was paid. */
  note: z.string().trim().min(1).max(200),
});

/**
 * All that is owed of an invoice was paid outside of Millrace, in words of whoever says so. For operators. Fault `invalid`
 * `billing.payment_invalid`, `not_found` `billing.no_such_invoice`, `conflict` `billing.invoice_state`.
 */
export async function markPaid(
  ctx: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const { note, ...which } = parseInput(inputSchema, input, "billing.payment_invalid");
  await endInvoice(ctx, session, {
    which,
    ending: {
      to: "paid",
      verb: "invoice.mark_paid",
      note,
      movements: (invoice) => [
        {
          kind: "payment",
          debit: "cash",
          // Of what nobody expected any more, the debt had been written off.
          credit: invoice.state === "uncollectible" ? "bad_debt" : "due",
          amountPico: minorToPico(owed(invoice), invoice.currency),
        },
      ],
      alongside: async (tx, { invoice, actor, now }) => {
        const { teamId, id, currency } = invoice;
        await insertPayment(tx, {
          ...{
            teamId,
            id: newId(),
            kind: "invoice",
            invoiceId: id,
            amountMinor: owed(invoice),
            currency,
            note,
          },
          operationId: `payment:${id}`,
          createdBy: actor.personId,
          createdAt: now,
        });
      },
    },
  });
}

function owed({ totalMinor, creditedMinor, paidMinor }: Invoice): bigint {
  return totalMinor - creditedMinor - paidMinor;
}
