import { z } from "zod";
import { type Route, route } from "../http/route.ts";
import { missing } from "../http/stripe-fault.ts";
import { type Taxing, taxingOf } from "../rules/tax.ts";
import type { Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** How a customer is taxed, and the id of the rate as it stands on invoices. */
export type CustomerTaxing = Taxing & { rateId: string };

/** The rate that applies to a customer; null while nobody knows where they are. */
export function taxingOfCustomer(world: World, customer: Customer): CustomerTaxing | null {
  const country = customer.address?.country ?? null;
  if (country === null) return null;
  const hasTaxId = world.taxIds.oldestFirst().some((taxId) => taxId.customer === customer.id);
  const taxing = taxingOf({ country, hasTaxId, exempt: customer.tax_exempt ?? null }, world.sellerCountry);
  return { ...taxing, rateId: `txr_${country}_${taxing.rate}` };
}

export const taxRateRoutes: Route[] = [
  route("GET", "/v1/tax_rates/:id", z.strictObject({}), (world, _, id) => {
    const [, country, rate] = /^txr_([A-Z]{2})_(\d+)$/.exec(id("id")) ?? [];
    if (country === undefined || rate === undefined) throw missing("tax rate", id("id"), "id");
    return taxRate(world, country, Number(rate));
  }),
];

function taxRate(world: World, country: string, rate: number): object {
  return {
    id: `txr_${country}_${rate}`,
    object: "tax_rate",
    active: true,
    country,
    created: world.startedAt,
    description: null,
    display_name: "VAT",
    effective_percentage: rate / 100,
    flat_amount: null,
    inclusive: false,
    jurisdiction: country,
    jurisdiction_level: "country",
    livemode: world.livemode,
    metadata: {},
    percentage: rate / 100,
    rate_type: "percentage",
    state: null,
    tax_type: "vat",
  };
}
