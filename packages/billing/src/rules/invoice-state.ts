/**
 * `draft`: its period is closed, its lines are being written. `open`: owed. `paid`, `void`: over. `uncollectible`: owed, and
 * nobody expects it. Source: https://docs.stripe.com/invoicing/overview#invoice-statuses
 */
export const INVOICE_STATES = ["draft", "open", "paid", "void", "uncollectible"] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

const NEXT: Readonly<Record<InvoiceState, readonly InvoiceState[]>> = {
  draft: ["open", "paid"],
  open: ["paid", "void", "uncollectible"],
  uncollectible: ["paid", "void"],
  paid: [],
  void: [],
};

export function mayBecome(from: InvoiceState, to: InvoiceState): boolean {
  return NEXT[from].includes(to);
}
