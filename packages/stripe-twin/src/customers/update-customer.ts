import { z } from "zod";
import { mergeMetadata } from "../http/fields.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { addressOf } from "./address-of.ts";
import { customerParams } from "./create-customer.ts";

export const updateCustomerParams = z.strictObject(customerParams);

export function updateCustomer(
  world: World,
  id: string,
  input: z.output<typeof updateCustomerParams>,
): Customer {
  const customer = world.customers.need(id);
  const { address, invoice_settings: settings, metadata, tax: _, tax_exempt: exempt, ...plain } = input;
  const previous = change(customer, {
    ...plain,
    ...(address === undefined ? {} : { address: addressOf(address) }),
    ...(exempt === undefined ? {} : { tax_exempt: exempt ?? "none" }),
    metadata: mergeMetadata(customer.metadata, metadata),
    invoice_settings: { ...customer.invoice_settings, ...defaultsOf(world, settings) },
  });
  emitEvent(world, "customer.updated", customer, previous);
  return customer;
}

function defaultsOf(world: World, settings: z.output<typeof updateCustomerParams>["invoice_settings"]) {
  const { default_payment_method: method, footer } = settings ?? {};
  if (method) world.paymentMethods.need(method, "invoice_settings[default_payment_method]");
  return {
    ...(method === undefined ? {} : { default_payment_method: method || null }),
    ...(footer === undefined ? {} : { footer: footer || null }),
  };
}
