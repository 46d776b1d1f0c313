import { readUsage } from "../meters/read-usage.ts";
import { isWhole } from "../rules/decimal.ts";
import { priceOf } from "../rules/prorate.ts";
import { taxOn } from "../rules/tax.ts";
import { type CustomerTaxing, taxingOfCustomer } from "../taxes/tax-rates.ts";
import type { Invoice, InvoiceLine } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/**
 * Reckons a draft anew: what was used in the periods of its metered lines, tax, and sums. As long as it is a draft, usage that
 * comes late is still on it.
 */
export function totalInvoice(world: World, invoice: Invoice): void {
  const { data: lines } = invoice.lines;
  for (const line of lines) countUsage(world, invoice, line);
  const taxing = taxingFor(world, invoice);
  for (const line of lines) line.taxes = taxing === null ? [] : [taxOfLine(world, line, taxing)];
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const added = sum(taxes.filter((tax) => tax.tax_behavior === "exclusive").map((tax) => tax.amount));
  const subtotal = sum(lines.map((line) => line.amount));
  const total = subtotal + added;
  Object.assign(invoice, {
    subtotal,
    subtotal_excluding_tax: subtotal - (sum(taxes.map((tax) => tax.amount)) - added),
    total,
    total_excluding_tax: total - sum(taxes.map((tax) => tax.amount)),
    total_taxes: grouped(taxes),
    amount_due: Math.max(0, total),
    amount_remaining: Math.max(0, total),
  });
}

function countUsage(world: World, invoice: Invoice, line: InvoiceLine): void {
  if (line.parent?.type !== "subscription_item_details" || line.parent.subscription_item_details?.proration)
    return;
  const price = world.prices.find(line.pricing?.price_details?.price ?? "");
  const meter = world.meters.find(price?.recurring?.meter ?? "");
  if (price === undefined || meter === undefined || invoice.customer === null || world.freeLines.has(line.id))
    return;
  const used = readUsage(world, meter, invoice.customer, line.period);
  const billed = used.startsWith("-") ? "0" : used;
  const product = world.products.find(price.product)?.name ?? price.product;
  line.quantity = isWhole(billed) ? Number(billed) : null;
  line.quantity_decimal = billed;
  line.amount = priceOf(price.unit_amount_decimal ?? "0", billed);
  line.subtotal = line.amount;
  line.description = `${billed} × ${product}`;
}

/** Null without automatic tax, and while nobody knows where the customer is. */
function taxingFor(world: World, invoice: Invoice): CustomerTaxing | null {
  if (!invoice.automatic_tax.enabled || invoice.customer === null) return null;
  const customer = world.customers.find(invoice.customer);
  const taxing = customer === undefined ? null : taxingOfCustomer(world, customer);
  invoice.automatic_tax.status = taxing === null ? "requires_location_inputs" : "complete";
  return taxing;
}

type Tax = NonNullable<InvoiceLine["taxes"]>[number];

function taxOfLine(world: World, line: InvoiceLine, taxing: CustomerTaxing): Tax {
  const price = world.prices.find(line.pricing?.price_details?.price ?? "");
  const behavior = price?.tax_behavior === "inclusive" ? "inclusive" : "exclusive";
  const { amount, taxable } = taxOn(line.amount, taxing.rate, behavior);
  return {
    amount,
    tax_behavior: behavior,
    tax_rate_details: { tax_rate: taxing.rateId },
    taxability_reason: taxing.reason,
    taxable_amount: taxable,
    type: "tax_rate_details",
  };
}

/** One entry for each rate, reason and behaviour. */
function grouped(taxes: readonly Tax[]): Tax[] {
  const groups = new Map<string, Tax>();
  for (const tax of taxes) {
    const key = `${tax.tax_rate_details?.tax_rate} ${tax.taxability_reason} ${tax.tax_behavior}`;
    const before = groups.get(key);
    const taxable_amount = (before?.taxable_amount ?? 0) + (tax.taxable_amount ?? 0);
    groups.set(key, { ...tax, amount: (before?.amount ?? 0) + tax.amount, taxable_amount });
  }
  return [...groups.values()];
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
