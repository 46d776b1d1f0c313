import { z } from "zod";
import { attachPaymentMethod } from "../cards/attach-payment-method.ts";
import { address, emptiable, integer, listOf, mergeMetadata, metadata, name, text } from "../http/fields.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { addressOf } from "./address-of.ts";
import { createTaxId, taxIdParams } from "./create-tax-id.ts";

export const customerParams = {
  address: emptiable(address).optional(),
  balance: integer.optional(),
  description: text.optional(),
  email: text.optional(),
  invoice_prefix: text.optional(),
  invoice_settings: z
    .strictObject({ default_payment_method: text.optional(), footer: text.optional() })
    .optional(),
  metadata: metadata.optional(),
  name: text.optional(),
  phone: text.optional(),
  preferred_locales: listOf(text).optional(),
  tax: z.strictObject({ ip_address: text.optional(), validate_location: text.optional() }).optional(),
  tax_exempt: emptiable(z.enum(["none", "exempt", "reverse"])).optional(),
};

export const createCustomerParams = z.strictObject({
  ...customerParams,
  payment_method: name.optional(),
  tax_id_data: z.array(taxIdParams).optional(),
});

export function createCustomer(world: World, input: z.output<typeof createCustomerParams>): Customer {
  const customer = world.customers.add(blankCustomer(world, input));
  const { payment_method: method, invoice_settings: settings } = input;
  const attached = method === undefined ? null : attachPaymentMethod(world, method, customer.id);
  const wanted = settings?.default_payment_method ?? null;
  customer.invoice_settings.default_payment_method = wanted === method ? (attached?.id ?? null) : wanted;
  emitEvent(world, "customer.created", customer);
  for (const taxId of input.tax_id_data ?? []) createTaxId(world, taxId, customer.id);
  return customer;
}

function blankCustomer(world: World, input: z.output<typeof createCustomerParams>): Customer {
  return {
    id: world.makeId("cus"),
    object: "customer",
    address: addressOf(input.address ?? null),
    balance: input.balance ?? 0,
    created: world.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: input.description ?? null,
    discount: null,
    email: input.email ?? null,
    invoice_prefix: input.invoice_prefix ?? world.makeId("x").slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: world.livemode,
    metadata: mergeMetadata({}, input.metadata),
    name: input.name ?? null,
    next_invoice_sequence: 1,
    phone: input.phone ?? null,
    preferred_locales: input.preferred_locales ?? [],
    shipping: null,
    tax_exempt: input.tax_exempt ?? "none",
    test_clock: null,
  };
}
