import { z } from "zod";
import { listOf, quantity, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import type { World } from "../world/world.ts";

const LIMIT_V2 = 20;

const listV2Params = z.strictObject({
  limit: quantity.optional(),
  object_id: text.optional(),
  page: quantity.optional(),
  types: listOf(text).optional(),
});

export const eventRoutes: Route[] = [
  listRoute(
    "/v1/events",
    { type: text.optional(), types: listOf(text).optional() },
    (world, { type, types }) =>
      world.events
        .newestFirst()
        .filter((event) => type === undefined || event.type === type)
        .filter((event) => types === undefined || types.includes(event.type)),
  ),
  route("GET", "/v1/events/:id", z.strictObject({}), (world, _, id) => world.events.need(id("id"))),
  route("GET", "/v2/core/events", listV2Params, listV2),
  route("GET", "/v2/core/events/:id", z.strictObject({}), (world, _, id) => world.thinEvents.need(id("id"))),
];

/** Lists of the v2 API name the address of their next page. */
function listV2(world: World, input: z.output<typeof listV2Params>): object {
  const { limit = LIMIT_V2, object_id: about, page = 0, types } = input;
  const found = world.thinEvents
    .newestFirst()
    .filter((event) => about === undefined || event.related_object?.id === about)
    .filter((event) => types === undefined || types.includes(event.type));
  const wanted = new URLSearchParams({
    limit: `${limit}`,
    ...(about === undefined ? {} : { object_id: about }),
  });
  for (const type of types ?? []) wanted.append("types[]", type);
  const at = (start: number) => `/v2/core/events?${wanted}&page=${start}`;
  return {
    data: found.slice(page, page + limit),
    next_page_url: found.length > page + limit ? at(page + limit) : null,
    previous_page_url: page > 0 ? at(Math.max(0, page - limit)) : null,
  };
}
