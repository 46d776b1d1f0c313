import type { World } from "../world/world.ts";
import { findMeter } from "./create-meter.ts";
import type { ReceivedMeterEvent } from "./record-meter-event.ts";
import { reportMeterError } from "./report-meter-error.ts";

const NUMBER = /^-?\d{1,15}(\.\d{1,12})?$/;

export type MeterProblem = { code: string; message: string; meterId: string | null };
type Checked = Pick<ReceivedMeterEvent, "event_name" | "payload" | "timestamp">;

/** Counts an event that was received, or reports why it cannot be counted. */
export function processMeterEvent(world: World, event: ReceivedMeterEvent): void {
  if (event.state !== "received") return;
  const problem = checkMeterEvent(world, event);
  event.state = problem === null ? "counted" : "failed";
  if (problem !== null) {
    reportMeterError(world, event, problem);
    return;
  }
  const meter = findMeter(world, event.event_name);
  if (meter === undefined) return;
  const customerId = event.payload[meter.customer_mapping.event_payload_key] ?? "";
  const value = event.payload[meter.value_settings.event_payload_key] ?? "1";
  usageList(world, meter.id, customerId).push({ at: event.timestamp, value, order: event.order, event });
}

/** Null when the event can be counted. Source of the codes: the SDK's `V1BillingMeterErrorReportTriggeredEvent`. */
export function checkMeterEvent(world: World, { event_name, payload }: Checked): MeterProblem | null {
  const meter = findMeter(world, event_name);
  if (meter === undefined) return missingMeter(world, event_name);
  const problem = (code: string, message: string) => ({ code, message, meterId: meter.id });
  const customerId = payload[meter.customer_mapping.event_payload_key];
  if (customerId === undefined)
    return problem(
      "meter_event_no_customer_defined",
      `The payload has no ${meter.customer_mapping.event_payload_key}.`,
    );
  if (world.customers.find(customerId) === undefined)
    return problem("meter_event_customer_not_found", `No such customer: '${customerId}'`);
  const value = payload[meter.value_settings.event_payload_key];
  if (meter.default_aggregation.formula === "count" && value === undefined) return null;
  if (value === undefined || !NUMBER.test(value))
    return problem("meter_event_invalid_value", `The value must be a number. Received ${value ?? "none"}.`);
  return null;
}

function missingMeter(world: World, eventName: string): MeterProblem {
  const archived = world.meters.oldestFirst().find((meter) => meter.event_name === eventName);
  return archived === undefined
    ? { code: "no_meter", message: `No meter takes events of the name ${eventName}.`, meterId: null }
    : { code: "archived_meter", message: `The meter of ${eventName} is inactive.`, meterId: archived.id };
}

export function usageList(world: World, meterId: string, customerId: string): CountedUsage[] {
  const key = `${meterId} ${customerId}`;
  const known = world.usage.get(key);
  if (known !== undefined) return known;
  const fresh: CountedUsage[] = [];
  world.usage.set(key, fresh);
  return fresh;
}

export type CountedUsage = { at: number; value: string; order: number; event: ReceivedMeterEvent };
