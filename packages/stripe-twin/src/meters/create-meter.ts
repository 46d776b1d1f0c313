import { z } from "zod";
import { name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Meter } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export const createMeterParams = z.strictObject({
  customer_mapping: z.strictObject({ event_payload_key: name, type: z.literal("by_id") }).optional(),
  default_aggregation: z.strictObject({ formula: z.enum(["sum", "count", "last"]) }),
  display_name: name,
  event_name: name.max(100),
  event_time_window: z.enum(["hour", "day"]).optional(),
  value_settings: z.strictObject({ event_payload_key: name }).optional(),
});

export function createMeter(world: World, input: z.output<typeof createMeterParams>): Meter {
  if (findMeter(world, input.event_name) !== undefined)
    throw invalid(`An active meter already exists with event name ${input.event_name}.`, "event_name");
  const meter = world.meters.add({
    id: world.makeId("mtr"),
    object: "billing.meter",
    created: world.now(),
    customer_mapping: input.customer_mapping ?? { event_payload_key: "stripe_customer_id", type: "by_id" },
    default_aggregation: input.default_aggregation,
    display_name: input.display_name,
    event_name: input.event_name,
    event_time_window: input.event_time_window ?? null,
    livemode: world.livemode,
    status: "active",
    status_transitions: { deactivated_at: null },
    updated: world.now(),
    value_settings: input.value_settings ?? { event_payload_key: "value" },
  });
  emitEvent(world, "billing.meter.created", meter);
  return meter;
}

/** The one meter that takes events of this name. */
export function findMeter(world: World, eventName: string): Meter | undefined {
  return world.meters
    .oldestFirst()
    .find((meter) => meter.event_name === eventName && meter.status === "active");
}

export function setMeterStatus(world: World, id: string, status: "active" | "inactive"): Meter {
  const meter = world.meters.need(id);
  if (meter.status === status) throw invalid(`The meter is ${status} already.`);
  meter.status = status;
  meter.status_transitions.deactivated_at = status === "inactive" ? world.now() : null;
  meter.updated = world.now();
  emitEvent(world, status === "active" ? "billing.meter.reactivated" : "billing.meter.deactivated", meter);
  return meter;
}
