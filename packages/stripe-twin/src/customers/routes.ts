import { z } from "zod";
import { text } from "../http/fields.ts";
import { listAll, listRoute } from "../http/list.ts";
import type { Includes } from "../http/present.ts";
import { type Route, route } from "../http/route.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Customer } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { adjustBalance, balanceParams } from "./adjust-balance.ts";
import { createCustomer, createCustomerParams } from "./create-customer.ts";
import { createTaxId, deleteTaxId, taxIdParams } from "./create-tax-id.ts";
import { updateCustomer, updateCustomerParams } from "./update-customer.ts";

const nothing = z.strictObject({});

export const customerRoutes: Route[] = [
  route("POST", "/v1/customers", createCustomerParams, createCustomer),
  route("GET", "/v1/customers/:id", nothing, (world, _, id) => retrieve(world, id("id"))),
  route("POST", "/v1/customers/:id", updateCustomerParams, (world, input, id) =>
    updateCustomer(world, id("id"), input),
  ),
  route("DELETE", "/v1/customers/:id", nothing, (world, _, id) => remove(world, id("id"))),
  listRoute("/v1/customers", { email: text.optional() }, (world, { email }) =>
    world.customers.newestFirst().filter((customer) => email === undefined || customer.email === email),
  ),
  route("POST", "/v1/customers/:id/tax_ids", taxIdParams, (world, input, id) =>
    createTaxId(world, input, world.customers.need(id("id"), "customer").id),
  ),
  route("DELETE", "/v1/customers/:id/tax_ids/:taxId", nothing, (world, _, id) =>
    deleteTaxId(world, id("taxId")),
  ),
  listRoute("/v1/customers/:id/tax_ids", {}, (world, _, id) => taxIdsOf(world, id("id"))),
  route("POST", "/v1/customers/:id/balance_transactions", balanceParams, (world, input, id) =>
    adjustBalance(world, id("id"), input),
  ),
  listRoute("/v1/customers/:id/balance_transactions", {}, (world, _, id) =>
    world.balanceTransactions.newestFirst().filter(({ customer }) => customer === id("id")),
  ),
];

export const customerIncludes: Includes = {
  "customer.tax": (world, { id }) => taxOf(world, String(id)),
  "customer.tax_ids": (world, { id }) => listAll(taxIdsOf(world, String(id)), `/v1/customers/${id}/tax_ids`),
};

function retrieve(world: World, id: string): object {
  return world.deletedCustomers.has(id)
    ? { id, object: "customer", deleted: true }
    : world.customers.need(id);
}

/** Whether tax can be reckoned for a customer, as far as the twin knows. */
function taxOf(world: World, id: string): Customer["tax"] {
  const country = world.customers.need(id).address?.country ?? null;
  return {
    automatic_tax: country === null ? "unrecognized_location" : "supported",
    ip_address: null,
    location: country === null ? null : { country, source: "billing_address", state: null },
    provider: "stripe",
  };
}

function remove(world: World, id: string): object {
  const customer = world.customers.need(id);
  world.customers.remove(id);
  world.deletedCustomers.add(id);
  emitEvent(world, "customer.deleted", customer);
  return { id, object: "customer", deleted: true };
}

const taxIdsOf = (world: World, customerId: string) =>
  world.taxIds.newestFirst().filter(({ customer }) => customer === customerId);
