import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { z } from "zod";
import { returnMovements } from "../rules/invoice-movements.ts";
import { taxIn } from "../rules/tax.ts";
import { endInvoice } from "./end-invoice.ts";

const inputSchema = z.object({
  teamId: z.uuid(),
  id: z.uuid(),
  reason: z.string().trim().min(1).max(200),
});

/**
 * What is still owed of an invoice is waived: its usage is not billed again, its number stays, and credit that it used is used.
 * For operators. Fault `invalid` `billing.void_invalid`, `not_found` `billing.no_such_invoice`, `conflict` `billing.invoice_state`.
 */
export async function voidInvoice(
  ctx: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const { reason, ...which } = parseInput(inputSchema, input, "billing.void_invalid");
  await endInvoice(ctx, session, {
    which,
    ending: {
      to: "void",
      verb: "invoice.void",
      note: reason,
      movements: (invoice) => {
        const { state, currency, totalMinor, creditedMinor, paidMinor, taxMinor } = invoice;
        const to = state === "uncollectible" ? "bad_debt" : "due";
        const amountMinor = totalMinor - creditedMinor - paidMinor;
        const rest = taxMinor - taxIn(creditedMinor + paidMinor, invoice);
        return returnMovements({ kind: "void", currency, to, amountMinor, taxMinor: rest });
      },
    },
  });
}
