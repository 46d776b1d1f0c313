import type { BookSums, Check, Difference } from "../books/team-books.ts";
import { LEDGER_ACCOUNTS, type LedgerAccount } from "../ledger/entry.ts";

/** Two amounts that should be one. */
export type Pair = { name: string; expectedPico: bigint; actualPico: bigint };

export function differencesIn(check: Check, pairs: readonly Pair[]): Difference[] {
  return pairs
    .filter(({ expectedPico, actualPico }) => expectedPico !== actualPico)
    .map((pair) => ({ check, ...pair }));
}

/** Every pico that was used is charged, and every charge is on an invoice or will be. */
export function chainOf({ usagePico, chargedPico, invoicedPico, openPico }: BookSums): boolean {
  return usagePico === chargedPico && chargedPico === invoicedPico + openPico;
}

/** What accounts must hold, by what they stand for. */
export type Expected = Partial<Record<LedgerAccount, bigint>>;

/** Accounts whose balance is known from elsewhere, beside what the ledger says. */
export function accountPairs(balances: ReadonlyMap<string, bigint>, expected: Expected): Pair[] {
  return LEDGER_ACCOUNTS.flatMap((account) => {
    const expectedPico = expected[account];
    return expectedPico === undefined
      ? []
      : { name: account, expectedPico, actualPico: balances.get(account) ?? 0n };
  });
}
