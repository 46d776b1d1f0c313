/** In a new installation nothing has a currency yet. */
const FIRST = "USD";

/** What anything of the installation is paid in, the most frequent first; at least one. */
export function currenciesInUse(things: readonly { currency: string }[]): [string, ...string[]] {
  const counts = [...Map.groupBy(things, ({ currency }) => currency)].map(([currency, all]) => ({
    currency,
    count: all.length,
  }));
  const [first = FIRST, ...others] = counts
    .sort((left, right) => right.count - left.count || left.currency.localeCompare(right.currency))
    .map(({ currency }) => currency);
  return [first, ...others];
}
