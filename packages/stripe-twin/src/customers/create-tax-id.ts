import { z } from "zod";
import { name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { TaxId } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export const taxIdParams = z.strictObject({ type: name, value: name });

/** Of the types that say so, the number starts with its country. */
const COUNTRY_FIRST = /^eu_vat$/;
const EU_VAT = /^[A-Z]{2}[0-9A-Z]{2,13}$/;

/** A number that ends in 000 turns out to be unverified, as at Stripe's test numbers. */
export function createTaxId(
  world: World,
  { type, value }: z.output<typeof taxIdParams>,
  customerId: string,
): TaxId {
  if (type === "eu_vat" && !EU_VAT.test(value))
    throw invalid(`Invalid value for ${type}.`, "value", "tax_id_invalid");
  const taxId: TaxId = {
    id: world.makeId("txi"),
    object: "tax_id",
    country: COUNTRY_FIRST.test(type) ? value.slice(0, 2) : (type.split("_")[0]?.toUpperCase() ?? null),
    created: world.now(),
    customer: customerId,
    customer_account: null,
    livemode: world.livemode,
    owner: { type: "customer", customer: customerId, customer_account: null },
    type,
    value,
    verification: {
      status: value.endsWith("000") ? "unverified" : "verified",
      verified_address: null,
      verified_name: null,
    },
  };
  world.taxIds.add(taxId);
  emitEvent(world, "customer.tax_id.created", taxId);
  return taxId;
}

export function deleteTaxId(world: World, id: string): object {
  const taxId = world.taxIds.need(id);
  world.taxIds.remove(id);
  emitEvent(world, "customer.tax_id.deleted", taxId);
  return { id, object: "tax_id", deleted: true };
}
