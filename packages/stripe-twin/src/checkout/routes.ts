import { z } from "zod";
import { mergeMetadata, metadata, name } from "../http/fields.ts";
import { listAll, listRoute } from "../http/list.ts";
import type { Includes } from "../http/present.ts";
import { type Route, route } from "../http/route.ts";
import { createSession, expireSession } from "./create-session.ts";
import { createSessionParams } from "./session-params.ts";

const nothing = z.strictObject({});
const filters = {
  customer: name.optional(),
  payment_intent: name.optional(),
  subscription: name.optional(),
  status: z.enum(["complete", "expired", "open"]).optional(),
};

export const checkoutRoutes: Route[] = [
  route("POST", "/v1/checkout/sessions", createSessionParams, createSession),
  route("GET", "/v1/checkout/sessions/:id", nothing, (world, _, id) => world.checkoutSessions.need(id("id"))),
  route("POST", "/v1/checkout/sessions/:id", z.strictObject({ metadata }), (world, input, id) => {
    const session = world.checkoutSessions.need(id("id"));
    session.metadata = mergeMetadata(session.metadata ?? {}, input.metadata);
    return session;
  }),
  route("POST", "/v1/checkout/sessions/:id/expire", nothing, (world, _, id) =>
    expireSession(world, id("id")),
  ),
  listRoute(
    "/v1/checkout/sessions/:id/line_items",
    {},
    (world, _, id) => world.checkoutPlans.get(id("id"))?.lines ?? [],
  ),
  listRoute("/v1/checkout/sessions", filters, (world, wanted) =>
    world.checkoutSessions
      .newestFirst()
      .filter(({ customer }) => wanted.customer === undefined || customer === wanted.customer)
      .filter(
        ({ payment_intent: intent }) =>
          wanted.payment_intent === undefined || intent === wanted.payment_intent,
      )
      .filter(({ subscription }) => wanted.subscription === undefined || subscription === wanted.subscription)
      .filter(({ status }) => wanted.status === undefined || status === wanted.status),
  ),
];

export const checkoutIncludes: Includes = {
  "checkout.session.line_items": (world, { id }) =>
    listAll(world.checkoutPlans.get(String(id))?.lines ?? [], `/v1/checkout/sessions/${id}/line_items`),
};
