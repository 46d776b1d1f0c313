import { z } from "zod";
import { listOf, text } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { route } from "../http/route.ts";

export const eventRoutes = [
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
];
