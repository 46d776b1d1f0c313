import type { InvoiceState } from "./invoice-state.ts";

/** What becomes of what is taken back: money goes back, credit is given, or less is owed. */
export const OUTCOMES = ["refund", "credit", "owed"] as const;
export type CreditNoteOutcome = (typeof OUTCOMES)[number];

type Invoiced = {
  readonly state: InvoiceState;
  readonly totalMinor: bigint;
  readonly creditedMinor: bigint;
  readonly paidMinor: bigint;
};

/** The most that a credit note on an invoice may take back with this outcome: of what is owed, or of what was paid. */
export function creditNoteRoom(
  { state, totalMinor, creditedMinor, paidMinor }: Invoiced,
  outcome: CreditNoteOutcome,
): bigint {
  if (outcome === "owed") return state === "open" ? totalMinor - creditedMinor - paidMinor : 0n;
  return state === "paid" ? totalMinor - creditedMinor : 0n;
}
