import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { z } from "zod";
import { minorToPico } from "../rules/round.ts";
import { endInvoice } from "./end-invoice.ts";

const inputSchema = z.object({
  teamId: z.uuid(),
  id: z.uuid(),
  reason: z.string().trim().min(1).max(200),
});

/**
 * Nobody expects an invoice to be paid any more: it is `uncollectible`, still owed, and may yet be paid or voided. For operators.
 * Fault `invalid` `billing.write_off_invalid`, `not_found` `billing.no_such_invoice`, `conflict` `billing.invoice_state`.
 */
export async function writeOffInvoice(
  ctx: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const { reason, ...which } = parseInput(inputSchema, input, "billing.write_off_invalid");
  await endInvoice(ctx, session, {
    which,
    ending: {
      to: "uncollectible",
      verb: "invoice.write_off",
      note: reason,
      movements: ({ totalMinor, creditedMinor, paidMinor, currency }) => [
        {
          kind: "write_off",
          debit: "bad_debt",
          credit: "due",
          amountPico: minorToPico(totalMinor - creditedMinor - paidMinor, currency),
        },
      ],
    },
  });
}
