/**
 * Where a team's money is. `receivable`: used and not yet invoiced. `credit`: prepaid, owed to the team in service. `revenue`:
 * earned. `cash`: paid. `promotion`: given away. `breakage`: credit that expired.
 */
export const LEDGER_ACCOUNTS = ["receivable", "credit", "revenue", "cash", "promotion", "breakage"] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export const ENTRY_KINDS = ["charge", "draw", "grant", "expiry", "void"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** An amount that moved from one account of a team to another. Append-only. */
export type LedgerEntry = {
  teamId: string;
  id: string;
  /** When it happened: of a charge, when its newest record was used. */
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
};
