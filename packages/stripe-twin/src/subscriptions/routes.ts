import { z } from "zod";
import { name } from "../http/fields.ts";
import { listAll, listRoute } from "../http/list.ts";
import type { Includes } from "../http/present.ts";
import { type Route, route } from "../http/route.ts";
import { missing } from "../http/stripe-fault.ts";
import type { World } from "../world/world.ts";
import { cancelParams, cancelSubscription } from "./cancel-subscription.ts";
import { createSubscription, createSubscriptionParams } from "./create-subscription.ts";
import { pauseSubscription, resumeParams, resumeSubscription } from "./resume-subscription.ts";
import { updateSubscription, updateSubscriptionParams } from "./update-subscription.ts";

const nothing = z.strictObject({});
const STATUSES = [
  "active",
  "all",
  "canceled",
  "ended",
  "incomplete",
  "incomplete_expired",
  "past_due",
  "paused",
  "trialing",
  "unpaid",
] as const;
const filters = { customer: name.optional(), price: name.optional(), status: z.enum(STATUSES).optional() };

export const subscriptionRoutes: Route[] = [
  route("POST", "/v1/subscriptions", createSubscriptionParams, createSubscription),
  route("GET", "/v1/subscriptions/:id", nothing, (world, _, id) => world.subscriptions.need(id("id"))),
  route("POST", "/v1/subscriptions/:id", updateSubscriptionParams, (world, input, id) =>
    updateSubscription(world, id("id"), input),
  ),
  route("DELETE", "/v1/subscriptions/:id", cancelParams, (world, input, id) =>
    cancelSubscription(world, id("id"), input),
  ),
  route("POST", "/v1/subscriptions/:id/resume", resumeParams, (world, input, id) =>
    resumeSubscription(world, id("id"), input),
  ),
  route("POST", "/v1/subscriptions/:id/pause", nothing, (world, _, id) => pauseSubscription(world, id("id"))),
  listRoute("/v1/subscriptions", filters, (world, wanted) => findSubscriptions(world, wanted)),
  route("GET", "/v1/subscription_items/:id", nothing, (world, _, id) => findItem(world, id("id"))),
  listRoute(
    "/v1/subscription_items",
    { subscription: name },
    (world, { subscription }) => world.subscriptions.need(subscription, "subscription").items.data,
  ),
];

export const subscriptionIncludes: Includes = {
  "customer.subscriptions": (world, { id }) =>
    listAll(findSubscriptions(world, { customer: String(id) }), `/v1/customers/${id}/subscriptions`),
};

function notThere(id: string): never {
  throw missing("subscription_item", id, "id");
}

type Wanted = z.output<z.ZodObject<typeof filters>>;

/** Ended ones only when they are asked for. */
function findSubscriptions(world: World, { customer, price, status }: Wanted) {
  return world.subscriptions
    .newestFirst()
    .filter((found) => customer === undefined || found.customer === customer)
    .filter((found) => price === undefined || found.items.data.some((item) => item.price.id === price))
    .filter((found) => {
      if (status === "all") return true;
      if (status === undefined) return found.status !== "canceled";
      return status === "ended" ? found.ended_at !== null : found.status === status;
    });
}

function findItem(world: World, id: string) {
  const items = world.subscriptions.oldestFirst().flatMap((subscription) => subscription.items.data);
  return items.find((item) => item.id === id) ?? notThere(id);
}
