import { Fault } from "@millrace/kernel";

export function noSuchTeam(): Fault {
  return new Fault({ kind: "not_found", code: "billing.no_such_team", message: "There is no such team." });
}

export function noSuchInvoice(): Fault {
  return new Fault({
    kind: "not_found",
    code: "billing.no_such_invoice",
    message: "There is no invoice with this id.",
  });
}

/** The invoice is in a state from which this does not happen. */
export function invoiceIs(state: string): Fault {
  return new Fault({
    kind: "conflict",
    code: "billing.invoice_state",
    message: `This invoice is ${state}. Load the page again.`,
  });
}
