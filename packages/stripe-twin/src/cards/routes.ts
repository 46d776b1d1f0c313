import { z } from "zod";
import { mergeMetadata, metadata, name, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { World } from "../world/world.ts";
import { attachPaymentMethod, detachPaymentMethod } from "./attach-payment-method.ts";

const nothing = z.strictObject({});

export const cardRoutes: Route[] = [
  route("GET", "/v1/payment_methods/:id", nothing, (world, _, id) => world.paymentMethods.need(id("id"))),
  route("POST", "/v1/payment_methods/:id", z.strictObject({ metadata }), (world, input, id) => {
    const method = world.paymentMethods.need(id("id"));
    const previous = change(method, { metadata: mergeMetadata(method.metadata ?? {}, input.metadata) });
    emitEvent(world, "payment_method.updated", method, previous);
    return method;
  }),
  route(
    "POST",
    "/v1/payment_methods/:id/attach",
    z.strictObject({ customer: name }),
    (world, { customer }, id) => attachPaymentMethod(world, id("id"), customer),
  ),
  route("POST", "/v1/payment_methods/:id/detach", nothing, (world, _, id) =>
    detachPaymentMethod(world, id("id")),
  ),
  route("GET", "/v1/setup_intents/:id", nothing, (world, _, id) => world.setupIntents.need(id("id"))),
  listRoute(
    "/v1/payment_methods",
    { customer: name.optional(), type: text.optional() },
    (world, { customer }) => (customer === undefined ? [] : methodsOf(world, customer)),
  ),
  listRoute("/v1/customers/:id/payment_methods", { type: text.optional() }, (world, _, id) =>
    methodsOf(world, id("id")),
  ),
  route("GET", "/v1/customers/:customer/payment_methods/:id", nothing, (world, _, id) =>
    world.paymentMethods.need(id("id")),
  ),
];

const methodsOf = (world: World, customerId: string) =>
  world.paymentMethods.newestFirst().filter(({ customer }) => customer === customerId);
