import { Fault } from "@millrace/kernel";
import type { PriceVersion, Quantities } from "../price-version.ts";

/**
 * What these quantities cost, in picos, exactly: the sum of quantity × price over the units that have a price. Units
 * without one are free. Fault `internal` `prices.negative_quantity`.
 */
export function rate({ rates }: Pick<PriceVersion, "rates">, quantities: Quantities): bigint {
  let amountPico = 0n;
  for (const { unit, pricePico } of rates) {
    const quantity = quantities[unit] ?? 0n;
    if (quantity < 0n) throw negative(unit);
    amountPico += quantity * pricePico;
  }
  return amountPico;
}

function negative(unit: string): Fault {
  return new Fault({
    kind: "internal",
    code: "prices.negative_quantity",
    message: `A quantity of ${unit} below zero cannot be rated.`,
  });
}
