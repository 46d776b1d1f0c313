import type { Rate, Tiers } from "../price-version.ts";

/**
 * What tiers take off a month's quantity of a unit, in picos, exactly: what it costs with them less what it was charged
 * without, so never above zero. Grows with the quantity.
 */
export function discountOf({ pricePico, tiers }: Rate, quantity: bigint): bigint {
  if (tiers === undefined) return 0n;
  return tiers.mode === "volume" ? volume(tiers, quantity, pricePico) : graduated(tiers, quantity, pricePico);
}

function volume({ tiers }: Tiers, quantity: bigint, pricePico: bigint): bigint {
  const reached = tiers.findLast(({ above }) => quantity > above);
  return reached ? quantity * (reached.pricePico - pricePico) : 0n;
}

/** Each tier takes off what it is cheaper than the one before, of all that is beyond it. */
function graduated({ tiers }: Tiers, quantity: bigint, pricePico: bigint): bigint {
  return tiers.reduce((sum, tier, index) => {
    if (quantity <= tier.above) return sum;
    return sum + (quantity - tier.above) * (tier.pricePico - (tiers[index - 1]?.pricePico ?? pricePico));
  }, 0n);
}
