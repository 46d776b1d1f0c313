import type { LedgerAccount } from "../ledger/entry.ts";

/** What is compared. */
export const CHECKS = [
  "usage",
  "charges",
  "invoices",
  "adjustments",
  "totals",
  "provider",
  "counters",
  "grants",
  "payments",
  "accounts",
] as const;
export type Check = (typeof CHECKS)[number];

/** Something of which the books say two amounts. */
export type Difference = {
  check: Check;
  /** What it is, by its id: a request, a charge, an invoice, a counter, a grant, a payment or an account. */
  name: string;
  /** What follows from what happened. */
  expectedPico: bigint;
  /** What stands there. */
  actualPico: bigint;
};

export type BookSums = {
  /** Of all usage records. */
  usagePico: bigint;
  /** Of all charges in the ledger. */
  chargedPico: bigint;
  /** Of all lines of usage on closed invoices, before their rounding. */
  invoicedPico: bigint;
  /** Of charges that no closed invoice holds. */
  openPico: bigint;
  /** Of the counter that limits go by. */
  countedPico: bigint;
  /** Of credit, what grants say was used or expired. */
  creditUsedPico: bigint;
  /** And what the ledger says of it. */
  creditDrawnPico: bigint;
};

export type AccountBalance = {
  account: LedgerAccount;
  /** Debits less credits; all of a team's together are zero. */
  balancePico: bigint;
};

/** The proof that all of a team's books say the same, or what does not. */
export type TeamBooks = {
  teamId: string;
  handle: string;
  name: string;
  /** ISO 4217. */
  currency: string;
  sums: BookSums;
  accounts: AccountBalance[];
  isBalanced: boolean;
  /** At most 100 of each check. */
  differences: Difference[];
};
