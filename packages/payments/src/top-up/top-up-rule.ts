/** Buys credit when little is left. */
export type TopUpRule = {
  /** When less is left, in picos. */
  belowPico: bigint;
  /** Bought each time, in the currency's minor unit. */
  amountMinor: bigint;
  /** At most in a month (UTC). */
  monthlyMaxMinor: bigint;
  /** Off since then; null: on. */
  disabledAt: Date | null;
  /** Why, in words of the provider; null: it is on. */
  failure: string | null;
};
