import { z } from "zod";
import { name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import type { World } from "../world/world.ts";

const CANCELLABLE_SECONDS = 24 * 3600;

export const adjustmentParams = z.strictObject({
  cancel: z.strictObject({ identifier: name }),
  event_name: name,
  type: z.literal("cancel"),
});

/** Takes an event back, within 24 hours of its receipt. Its identifier stays taken. */
export function cancelMeterEvent(world: World, input: z.output<typeof adjustmentParams>): object {
  const { event_name, cancel } = input;
  const event = world.meterEventsByIdentifier.get(cancel.identifier);
  if (event === undefined || event.event_name !== event_name)
    throw invalid(`No such meter event: '${cancel.identifier}'`, "cancel[identifier]", "resource_missing");
  if (world.now() > event.created + CANCELLABLE_SECONDS)
    throw invalid(
      "A meter event can only be cancelled within 24 hours of its receipt.",
      "cancel[identifier]",
    );
  event.state = "cancelled";
  return {
    object: "billing.meter_event_adjustment",
    cancel,
    event_name,
    livemode: world.livemode,
    status: "pending",
    type: "cancel",
  };
}
