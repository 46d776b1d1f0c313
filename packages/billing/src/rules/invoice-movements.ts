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
  /** What credit paid of it. */
  readonly creditPico: bigint;
  readonly subtotalMinor: bigint;
  readonly creditMinor: bigint;
  readonly taxMinor: bigint;
};

/** What was used and not paid by credit is due now, to the minor unit; what rounding adds or takes has its own account. */
export function closingMovements(closing: Closing): Movement[] {
  const { currency, subtotalPico, creditPico, subtotalMinor, creditMinor, taxMinor } = closing;
  const exactPico = subtotalPico - creditPico;
  const roundingPico = minorToPico(subtotalMinor - creditMinor, currency) - exactPico;
  return [
    ...moveEitherWay({ kind: "invoice", debit: "due", credit: "receivable", amountPico: exactPico }),
    ...moveEitherWay({ kind: "rounding", debit: "due", credit: "rounding", amountPico: roundingPico }),
    ...moveEitherWay({
      kind: "tax",
      debit: "due",
      credit: "tax",
      amountPico: minorToPico(taxMinor, currency),
    }),
  ];
}

/** What an invoice adds to usage as it was charged, or takes off it. */
export function adjustmentMovements(amountPico: bigint): Movement[] {
  return moveEitherWay({ kind: "adjustment", debit: "receivable", credit: "revenue", amountPico });
}

/** Of below zero, the other way round; of zero, none. */
function moveEitherWay({ debit, credit, amountPico, ...movement }: Movement): Movement[] {
  const back = { ...movement, debit: credit, credit: debit, amountPico: -amountPico };
  return moved([{ ...movement, debit, credit, amountPico }, back]);
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
