import { emitThinEvent } from "../webhooks/emit-thin-event.ts";
import type { World } from "../world/world.ts";
import type { MeterProblem } from "./process-meter-event.ts";
import type { ReceivedMeterEvent } from "./record-meter-event.ts";

/** Tells of an event that was taken and cannot be counted: without this, what was used would vanish unseen. */
export function reportMeterError(
  world: World,
  event: ReceivedMeterEvent,
  { code, message, meterId }: MeterProblem,
): void {
  const at = world.clock.now().toISOString();
  const sample = { error_message: message, request: { identifier: event.identifier } };
  const data = {
    developer_message_summary: "There is 1 invalid event.",
    reason: { error_count: 1, error_types: [{ code, error_count: 1, sample_errors: [sample] }] },
    validation_start: new Date(event.created * 1000).toISOString(),
    validation_end: at,
  };
  if (meterId === null) emitThinEvent(world, "v1.billing.meter.no_meter_found", data);
  else
    emitThinEvent(world, "v1.billing.meter.error_report_triggered", data, {
      id: meterId,
      type: "billing.meter",
      url: `/v1/billing/meters/${meterId}`,
    });
}
