import type { EntryKind, LedgerAccount } from "../ledger/entry.ts";
import { minorToPico } from "./round.ts";

/** An amount that goes from one account to another, before it is an entry. */
export type Movement = {
  readonly kind: EntryKind;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly amountPico: bigint;
};

type Closing = {
  readonly currency: string;
  readonly subtotalPico: bigint;
  readonly drawnPico: bigint;
  readonly subtotalMinor: bigint;
  readonly creditMinor: bigint;
  readonly taxMinor: bigint;
};

/** What was used and not paid by credit is due now, to the minor unit; what rounding adds or takes has its own account. */
export function closingMovements(closing: Closing): Movement[] {
  const { currency, subtotalPico, drawnPico, subtotalMinor, creditMinor, taxMinor } = closing;
  const exactPico = subtotalPico - drawnPico;
  const roundingPico = minorToPico(subtotalMinor - creditMinor, currency) - exactPico;
  return moved([
    { kind: "invoice", debit: "due", credit: "receivable", amountPico: exactPico },
    { kind: "rounding", debit: "due", credit: "rounding", amountPico: roundingPico },
    { kind: "rounding", debit: "rounding", credit: "due", amountPico: -roundingPico },
    { kind: "tax", debit: "due", credit: "tax", amountPico: minorToPico(taxMinor, currency) },
  ]);
}

type Return = {
  readonly kind: "credit_note" | "void";
  readonly currency: string;
  /** Where it goes: what is owed, cash, or credit. */
  readonly to: LedgerAccount;
  readonly amountMinor: bigint;
  /** The tax in it. */
  readonly taxMinor: bigint;
};

/** An invoiced amount is taken back, and the tax in it. */
export function returnMovements({ kind, currency, to, amountMinor, taxMinor }: Return): Movement[] {
  return moved([
    { kind, debit: "returned", credit: to, amountPico: minorToPico(amountMinor - taxMinor, currency) },
    { kind: "tax", debit: "tax", credit: to, amountPico: minorToPico(taxMinor, currency) },
  ]);
}

function moved(movements: readonly Movement[]): Movement[] {
  return movements.filter(({ amountPico }) => amountPico > 0n);
}
