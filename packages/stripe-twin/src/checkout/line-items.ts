import { invalid } from "../http/stripe-fault.ts";
import { createPrice } from "../prices/create-price.ts";
import { payable } from "../rules/currency.ts";
import { multiplyDecimals, roundDecimal } from "../rules/decimal.ts";
import { taxOn } from "../rules/tax.ts";
import type { CustomerTaxing } from "../taxes/tax-rates.ts";
import type { LineItem, Price } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { LineInput } from "./session-params.ts";

/** What is bought. A metered price costs nothing yet. */
export function makeLineItem(world: World, line: LineInput): LineItem {
  const price = priceOf(world, line);
  const metered = price.recurring?.usage_type === "metered";
  if (!metered && line.quantity === undefined)
    throw invalid(
      "Quantity is required. Add `quantity` to `line_items[0]`.",
      "line_items[0][quantity]",
      "parameter_missing",
    );
  const count = metered ? null : (line.quantity ?? 1);
  const amount =
    count === null ? 0 : roundDecimal(multiplyDecimals(price.unit_amount_decimal ?? "0", String(count)));
  return {
    id: world.makeId("li"),
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: world.products.find(price.product)?.name ?? null,
    metadata: {},
    price,
    quantity: count,
  };
}

/** Puts tax on, as far as the page can take it by card, or takes out of a line what its price includes. */
export function taxLineItem(line: LineItem, taxing: CustomerTaxing): void {
  const behavior = line.price?.tax_behavior === "inclusive" ? "inclusive" : "exclusive";
  const { amount, taxable } = taxOn(line.amount_subtotal, taxing.rate, behavior);
  line.amount_tax = behavior === "exclusive" ? payable(amount, line.currency) : amount;
  line.amount_total = taxable + line.amount_tax;
}

function priceOf(world: World, { price, price_data: made }: LineInput): Price {
  if ((price === undefined) === (made === undefined))
    throw invalid("You must specify either `price` or `price_data`.", "line_items[0][price]");
  if (made !== undefined) return createPrice(world, { ...made, active: false });
  const found = world.prices.need(price ?? "", "line_items[0][price]");
  if (!found.active) throw invalid("The price specified is inactive.", "line_items[0][price]");
  return found;
}
