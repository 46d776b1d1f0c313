import { z } from "zod";
import { mergeMetadata, metadata, name } from "../http/fields.ts";
import { listAll, listRoute } from "../http/list.ts";
import type { Includes } from "../http/present.ts";
import { type Route, route } from "../http/route.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { createRefund, refundParams } from "./create-refund.ts";

export const refundRoutes: Route[] = [
  route("POST", "/v1/refunds", refundParams, createRefund),
  route("GET", "/v1/refunds/:id", z.strictObject({}), (world, _, id) => world.refunds.need(id("id"))),
  route("POST", "/v1/refunds/:id", z.strictObject({ metadata }), (world, input, id) => {
    const refund = world.refunds.need(id("id"));
    refund.metadata = mergeMetadata(refund.metadata ?? {}, input.metadata);
    emitEvent(world, "refund.updated", refund);
    return refund;
  }),
  listRoute("/v1/refunds", { charge: name.optional(), payment_intent: name.optional() }, (world, wanted) =>
    world.refunds
      .newestFirst()
      .filter(({ charge }) => wanted.charge === undefined || charge === wanted.charge)
      .filter(
        ({ payment_intent: intent }) =>
          wanted.payment_intent === undefined || intent === wanted.payment_intent,
      ),
  ),
];

export const refundIncludes: Includes = {
  "charge.refunds": (world, { id }) =>
    listAll(
      world.refunds.newestFirst().filter(({ charge }) => charge === id),
      `/v1/charges/${id}/refunds`,
    ),
};
