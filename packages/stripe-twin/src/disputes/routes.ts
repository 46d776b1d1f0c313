import { z } from "zod";
import { flag, name, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { closeDispute, submitEvidence } from "./open-dispute.ts";

const nothing = z.strictObject({});
const evidenceParams = z.strictObject({
  evidence: z.strictObject({
    customer_name: text.optional(),
    product_description: text.optional(),
    uncategorized_text: text.optional(),
  }),
  submit: flag.optional(),
});

export const disputeRoutes: Route[] = [
  route("GET", "/v1/disputes/:id", nothing, (world, _, id) => world.disputes.need(id("id"))),
  route("POST", "/v1/disputes/:id", evidenceParams, (world, { evidence, submit = true }, id) =>
    submitEvidence(world, id("id"), evidence, submit),
  ),
  route("POST", "/v1/disputes/:id/close", nothing, (world, _, id) => closeDispute(world, id("id"), "lost")),
  listRoute("/v1/disputes", { charge: name.optional(), payment_intent: name.optional() }, (world, wanted) =>
    world.disputes
      .newestFirst()
      .filter(({ charge }) => wanted.charge === undefined || charge === wanted.charge)
      .filter(
        ({ payment_intent: intent }) =>
          wanted.payment_intent === undefined || intent === wanted.payment_intent,
      ),
  ),
];
