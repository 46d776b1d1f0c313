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

export function noSuchPayment(): Fault {
  return new Fault({
    kind: "not_found",
    code: "billing.no_such_payment",
    message: "There is no payment with this name at the provider.",
  });
}

/** A team's currency never changes. */
export function otherCurrency(known: string, given: string): Fault {
  return new Fault({
    kind: "conflict",
    code: "billing.other_currency",
    message: `This team pays in ${known}, not in ${given}.`,
  });
}
