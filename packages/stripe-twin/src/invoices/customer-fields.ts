import type { Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** Who it is for, as they were when it was made final. */
export function customerFields(world: World, customer: Customer) {
  const taxIds = world.taxIds.oldestFirst().filter((taxId) => taxId.customer === customer.id);
  return {
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? null,
    customer_tax_ids: taxIds.map(({ type, value }) => ({ type, value })),
  };
}
