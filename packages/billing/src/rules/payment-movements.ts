import type { EntryKind, LedgerAccount } from "../ledger/entry.ts";
import type { Movement } from "./invoice-movements.ts";
import type { InvoiceState } from "./invoice-state.ts";

type Account = LedgerAccount;

/** Of an amount either way: below zero it goes from the second account to the first. */
export function movement(
  kind: EntryKind,
  [debit, credit]: readonly [Account, Account],
  amountPico: bigint,
): Movement[] {
  if (amountPico === 0n) return [];
  if (amountPico < 0n) return [{ kind, debit: credit, credit: debit, amountPico: -amountPico }];
  return [{ kind, debit, credit, amountPico }];
}

type Owing = {
  readonly state: InvoiceState;
  readonly totalMinor: bigint;
  readonly creditedMinor: bigint;
  readonly paidMinor: bigint;
};

/** What is still to be paid of an invoice, in minor units. */
export function owedOf({ state, totalMinor, creditedMinor, paidMinor }: Owing): bigint {
  return state === "open" || state === "uncollectible" ? totalMinor - creditedMinor - paidMinor : 0n;
}

/** Where the debt of an invoice stands: of one that nobody expected any more it had been written off. */
export function debtOf({ state }: { readonly state: InvoiceState }): "due" | "bad_debt" {
  return state === "uncollectible" ? "bad_debt" : "due";
}

/** Money that came: to an invoice what is owed of it, and the rest elsewhere. */
export function shareOf(amountMinor: bigint, owedMinor: bigint): { appliedMinor: bigint; restMinor: bigint } {
  const appliedMinor = owedMinor <= 0n ? 0n : amountMinor < owedMinor ? amountMinor : owedMinor;
  return { appliedMinor, restMinor: amountMinor - appliedMinor };
}

/** What of credit is given back: what is left of it, and of what was used already the rest. In picos. */
export function takeBack(amountPico: bigint, leftPico: bigint): { unusedPico: bigint; usedPico: bigint } {
  const unusedPico = amountPico < leftPico ? amountPico : leftPico;
  return { unusedPico, usedPico: amountPico - unusedPico };
}
