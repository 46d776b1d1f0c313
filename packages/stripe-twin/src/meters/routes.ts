import { z } from "zod";
import { name } from "../http/fields.ts";
import { listRoute } from "../http/list.ts";
import { type Route, route } from "../http/route.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import { adjustmentParams, cancelMeterEvent } from "./cancel-meter-event.ts";
import { createMeter, createMeterParams, setMeterStatus } from "./create-meter.ts";
import {
  meterEventParams,
  meterEventV2Params,
  recordMeterEvent,
  recordMeterEventV2,
} from "./record-meter-event.ts";
import { summariseUsage, summaryFilters } from "./summarise-usage.ts";

const nothing = z.strictObject({});

export const meterRoutes: Route[] = [
  route("POST", "/v1/billing/meters", createMeterParams, createMeter),
  route("GET", "/v1/billing/meters/:id", nothing, (world, _, id) => world.meters.need(id("id"))),
  route(
    "POST",
    "/v1/billing/meters/:id",
    z.strictObject({ display_name: name }),
    (world, { display_name }, id) => {
      const meter = world.meters.need(id("id"));
      Object.assign(meter, { display_name, updated: world.now() });
      emitEvent(world, "billing.meter.updated", meter);
      return meter;
    },
  ),
  route("POST", "/v1/billing/meters/:id/deactivate", nothing, (world, _, id) =>
    setMeterStatus(world, id("id"), "inactive"),
  ),
  route("POST", "/v1/billing/meters/:id/reactivate", nothing, (world, _, id) =>
    setMeterStatus(world, id("id"), "active"),
  ),
  listRoute(
    "/v1/billing/meters",
    { status: z.enum(["active", "inactive"]).optional() },
    (world, { status }) =>
      world.meters.newestFirst().filter((meter) => status === undefined || meter.status === status),
  ),
  listRoute("/v1/billing/meters/:id/event_summaries", summaryFilters, (world, input, id) =>
    summariseUsage(world, id("id"), input),
  ),
  route("POST", "/v1/billing/meter_events", meterEventParams, recordMeterEvent),
  route("POST", "/v2/billing/meter_events", meterEventV2Params, recordMeterEventV2),
  route("POST", "/v1/billing/meter_event_adjustments", adjustmentParams, cancelMeterEvent),
];
