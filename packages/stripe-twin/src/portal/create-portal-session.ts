import { z } from "zod";
import { name, text } from "../http/fields.ts";
import { type Route, route } from "../http/route.ts";
import type { PortalSession } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { portalConfigurationRoutes } from "./portal-configuration.ts";

const portalParams = z.strictObject({
  configuration: name.optional(),
  customer: name,
  locale: text.optional(),
  return_url: text.optional(),
});

/** A page of the customer's own, for an hour. */
function createPortalSession(world: World, input: z.output<typeof portalParams>): PortalSession {
  const customer = world.customers.need(input.customer, "customer");
  if (input.configuration !== undefined)
    world.portalConfigurations.need(input.configuration, "configuration");
  const id = world.makeId("bps");
  return world.portalSessions.add({
    id,
    object: "billing_portal.session",
    configuration: input.configuration ?? "bpc_twin",
    created: world.now(),
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: world.livemode,
    locale: input.locale ?? null,
    on_behalf_of: null,
    return_url: input.return_url ?? null,
    url: `${world.url}/p/session/${id}`,
  });
}

export const portalRoutes: Route[] = [
  ...portalConfigurationRoutes,
  route("POST", "/v1/billing_portal/sessions", portalParams, createPortalSession),
];
