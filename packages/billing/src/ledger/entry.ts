/**
 * Where a team's money is. `receivable`: used and not yet invoiced. `due`: invoiced and not yet paid. `credit`: prepaid, owed
 * to the team in service. `revenue`: earned. `tax`: owed to the state. `rounding`: what the rounding of lines added. `cash`: paid.
 * `promotion`: given away. `breakage`: credit that expired. `returned`: taken back. `bad_debt`: due, and nobody expects it.
 * `disputed`: paid for credit, and taken back by a bank until it has decided. `balance`: what the provider carries from one
 * invoice to the next.
 */
export const LEDGER_ACCOUNTS = [
  "receivable",
  "due",
  "credit",
  "revenue",
  "tax",
  "rounding",
  "cash",
  "promotion",
  "breakage",
  "returned",
  "bad_debt",
  "disputed",
  "balance",
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export type EntryKind =
  | "charge"
  | "draw"
  | "grant"
  | "expiry"
  | "invoice"
  | "adjustment"
  | "give_back"
  | "rounding"
  | "tax"
  | "payment"
  | "credit_note"
  | "void"
  | "write_off"
  | "refund"
  | "dispute"
  | "balance";

/** An amount that moved from one account of a team to another. Append-only. */
export type LedgerEntry = {
  teamId: string;
  id: string;
  /** When it counts: of a charge, when its newest record was used, or the first moment after the closed periods. */
  at: Date;
  kind: EntryKind;
  /** ISO 4217. */
  currency: string;
  debit: LedgerAccount;
  credit: LedgerAccount;
  /** Above zero. */
  amountPico: bigint;
  /** What made it; the same operation twice is one entry. */
  operationId: string;
  grantId: string | null;
  invoiceId: string | null;
};
