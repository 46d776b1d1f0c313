import { z } from "zod";
import { integer, name } from "../http/fields.ts";
import { invalid, StripeFault } from "../http/stripe-fault.ts";
import { significantDigits } from "../rules/decimal.ts";
import type { MeterEvent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { checkMeterEvent, processMeterEvent } from "./process-meter-event.ts";

const IDENTIFIER_LENGTH_MAX = 100;
const UNIQUE_SECONDS = 24 * 3600;
const PAST_SECONDS_MAX = 35 * 24 * 3600;
const FUTURE_SECONDS_MAX = 5 * 60;
const DIGITS_MAX = 15;
const NUMBER = /^-?\d+(\.\d+)?$/;

const shape = {
  event_name: name.max(100),
  identifier: name.max(IDENTIFIER_LENGTH_MAX).optional(),
  payload: z.record(name.max(100), z.string().max(100)),
};
export const meterEventParams = z.strictObject({ ...shape, timestamp: integer.optional() });
export const meterEventV2Params = z.strictObject({
  ...shape,
  timestamp: z.iso.datetime({ offset: true }).optional(),
});

type MeterEventInput = z.output<typeof meterEventParams>;

/** A meter event as it was received, and what became of it. */
export type ReceivedMeterEvent = MeterEvent & {
  id: string;
  order: number;
  state: "received" | "counted" | "failed" | "cancelled";
};

/**
 * Takes an event; it is counted later, and only then is it found out whether there is such a meter or customer. Fault 400 for
 * an identifier of the last 24 hours, a time out of bounds, or a value with too many digits.
 */
export function recordMeterEvent(world: World, input: MeterEventInput): MeterEvent {
  const received = receive(world, input);
  if (world.meterLagSeconds === 0) processMeterEvent(world, received);
  else world.clock.later(world.now() + world.meterLagSeconds, () => processMeterEvent(world, received));
  return shownEvent(received);
}

/** As `recordMeterEvent`, but v2 looks at once whether the event can be counted. */
export function recordMeterEventV2(world: World, input: z.output<typeof meterEventV2Params>): object {
  const { timestamp, ...rest } = input;
  const at = timestamp === undefined ? undefined : Math.floor(Date.parse(timestamp) / 1000);
  const problem = checkMeterEvent(world, { ...rest, timestamp: at ?? world.now() });
  if (problem !== null) throw invalid(problem.message, undefined, problem.code);
  const event = recordMeterEvent(world, { ...rest, timestamp: at });
  return {
    ...event,
    object: "v2.billing.meter_event",
    created: iso(event.created),
    timestamp: iso(event.timestamp),
  };
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

function receive(world: World, input: MeterEventInput): ReceivedMeterEvent {
  const { event_name, payload, identifier = world.makeId("mev"), timestamp = world.now() } = input;
  checkTime(world, timestamp);
  checkDigits(payload);
  const before = world.meterEventsByIdentifier.get(identifier);
  if (before !== undefined && world.now() < before.created + UNIQUE_SECONDS) throw duplicate(identifier);
  const received: ReceivedMeterEvent = {
    id: identifier,
    object: "billing.meter_event",
    created: world.now(),
    event_name,
    identifier,
    livemode: world.livemode,
    payload,
    timestamp,
    order: world.meterEvents.length,
    state: "received",
  };
  world.meterEvents.push(received);
  world.meterEventsByIdentifier.set(identifier, received);
  return received;
}

function shownEvent({ id: _, order: __, state: ___, ...event }: ReceivedMeterEvent): MeterEvent {
  return event;
}

function checkTime(world: World, at: number): void {
  const now = world.now();
  if (at < now - PAST_SECONDS_MAX)
    throw invalid(
      "The timestamp must be within the past 35 calendar days.",
      "timestamp",
      "timestamp_too_far_in_past",
    );
  if (at > now + FUTURE_SECONDS_MAX)
    throw invalid(
      "The timestamp must be at most 5 minutes in the future.",
      "timestamp",
      "timestamp_in_future",
    );
}

function checkDigits(payload: Readonly<Record<string, string>>): void {
  for (const value of Object.values(payload))
    if (NUMBER.test(value) && significantDigits(value) > DIGITS_MAX)
      throw invalid(
        `The value in the event payload can have at most ${DIGITS_MAX} digits. Received ${value}.`,
        "payload",
      );
}

function duplicate(identifier: string): StripeFault {
  const message = `An event already exists with identifier ${identifier}.`;
  return new StripeFault({ status: 400, type: "invalid_request_error", message, shouldRetry: false });
}
