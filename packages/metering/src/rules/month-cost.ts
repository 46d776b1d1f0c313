import { discountOf, type Quantities, type Rate, rate } from "@millrace/prices";

/** What a month's quantities cost with tiers, in picos, exactly. */
export function monthCost(rates: readonly Rate[], quantities: Quantities): bigint {
  return rate({ rates: [...rates] }, quantities) + tierDiscount(rates, quantities);
}

/** What tiers take off a month's quantities; never above zero. */
export function tierDiscount(rates: readonly Rate[], quantities: Quantities): bigint {
  return rates.reduce((sum, one) => sum + discountOf(one, quantities[one.unit] ?? 0n), 0n);
}
