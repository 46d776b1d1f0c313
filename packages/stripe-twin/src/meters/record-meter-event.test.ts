import type Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { days, hours, makeTwin, receiveEvents, SECRET, START, typesOf } from "../twin.fixture.ts";

const AT = START.getTime() / 1000;

async function metered(
  options: Parameters<typeof makeTwin>[0] = {},
  formula: "sum" | "last" | "count" = "sum",
) {
  const made = await makeTwin(options);
  const { stripe } = made;
  const customer = await stripe.customers.create();
  const meter = await stripe.billing.meters.create({
    display_name: "Tokens",
    event_name: "tokens",
    default_aggregation: { formula },
  });
  const record = (value: string, more: Partial<Stripe.Billing.MeterEventCreateParams> = {}) =>
    stripe.billing.meterEvents.create({
      event_name: "tokens",
      payload: { stripe_customer_id: customer.id, value },
      ...more,
    });
  const total = async (from = AT - 35 * 86_400, to = AT + 86_400) => {
    const span = { customer: customer.id, start_time: from, end_time: to };
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, span);
    return data[0]?.aggregated_value;
  };
  return { ...made, customer, meter, record, total };
}

describe("what is refused at once", () => {
  test("an identifier of the last 24 hours, marked as not to be retried", async () => {
    const { twin, record, total } = await metered();
    await record("5", { identifier: "team-1:hour-1" });
    await twin.clock.advance(days(1) - 1_000);
    const again = record("7", { identifier: "team-1:hour-1" });
    await expect(again).rejects.toMatchObject({
      statusCode: 400,
      type: "StripeInvalidRequestError",
      message: "An event already exists with identifier team-1:hour-1.",
      headers: { "stripe-should-retry": "false" },
    });
    expect(await total()).toBe(5);
  });

  test("but not a second later: then it counts twice", async () => {
    const { twin, record, total } = await metered();
    await record("5", { identifier: "team-1:hour-1" });
    await twin.clock.advance(days(1));
    await record("5", { identifier: "team-1:hour-1", timestamp: AT });
    expect(await total()).toBe(10);
  });

  test.each([
    [-35 * 86_400 - 1, "timestamp_too_far_in_past"],
    [5 * 60 + 1, "timestamp_in_future"],
  ])("a time %i s from now", async (seconds, code) => {
    const { record } = await metered();
    await expect(record("1", { timestamp: AT + seconds })).rejects.toMatchObject({ statusCode: 400, code });
  });

  test("a time at either bound is taken", async () => {
    const { record, total } = await metered();
    await record("1", { timestamp: AT - 35 * 86_400 });
    await record("1", { timestamp: AT + 5 * 60 });
    expect(await total()).toBe(2);
  });

  test("a value with more than 15 digits", async () => {
    const { record } = await metered();
    await record("123456789012345");
    await expect(record("1234567890.123456")).rejects.toMatchObject({ message: /at most 15 digits/ });
  });
});

describe("what only comes to light later", () => {
  test.each([
    [{ stripe_customer_id: "cus_none", value: "1" }, "meter_event_customer_not_found"],
    [{ value: "1" }, "meter_event_no_customer_defined"],
    [{ value: "many" }, "meter_event_invalid_value"],
  ])("%j is taken and reported in a thin event", async (payload, code) => {
    const { twin, stripe, customer, record, total } = await metered({ meterLagSeconds: 60 });
    const { received } = await receiveEvents(twin, "thin");
    const sent =
      code === "meter_event_invalid_value" ? { stripe_customer_id: customer.id, ...payload } : payload;
    const { identifier } = await record("", { payload: sent });
    await twin.settle();
    expect(received).toEqual([]);
    await twin.clock.advance(60_000);
    const [{ body, signature, at } = { body: "", signature: "", at: START }] = received;
    const note = stripe.parseEventNotification(body, signature, SECRET, 300, undefined, at.getTime() / 1000);
    if (note.type !== "v1.billing.meter.error_report_triggered") throw new Error(note.type);
    const event = await note.fetchEvent();
    expect(event.data.reason.error_types).toMatchObject([
      { code, error_count: 1, sample_errors: [{ request: { identifier } }] },
    ]);
    expect((await note.fetchRelatedObject()).event_name).toBe("tokens");
    expect(await total()).toBe(0);
  });

  test("a name that no meter has", async () => {
    const { twin, stripe, record } = await metered();
    const { received } = await receiveEvents(twin, "thin");
    await record("1", { event_name: "tokenz" });
    await twin.settle();
    expect(typesOf(received)).toEqual(["v1.billing.meter.no_meter_found"]);
    const { data } = await stripe.v2.core.events.list({ types: ["v1.billing.meter.no_meter_found"] });
    expect(typesOf(data)).toEqual(["v1.billing.meter.no_meter_found"]);
  });

  test("v2 says it at once", async () => {
    const { stripe, customer, total } = await metered();
    const send = (id: string) =>
      stripe.v2.billing.meterEvents.create({
        event_name: "tokens",
        payload: { stripe_customer_id: id, value: "4" },
      });
    await expect(send("cus_none")).rejects.toMatchObject({ statusCode: 400 });
    expect((await send(customer.id)).created).toBe(START.toISOString());
    expect(await total()).toBe(4);
  });
});

describe("what counts", () => {
  test("usage is counted after a while, not at once", async () => {
    const { twin, record, total } = await metered({ meterLagSeconds: 90 });
    await record("5");
    await twin.clock.advance(89_000);
    expect(await total()).toBe(0);
    await twin.clock.advance(1_000);
    expect(await total()).toBe(5);
  });

  test("last takes the newest by its own time", async () => {
    const { record, total } = await metered({}, "last");
    await record("30", { timestamp: AT - 60 });
    await record("20", { timestamp: AT - 120 });
    expect(await total()).toBe(30);
  });

  test("a cancelled event counts no more, and after a day none can be cancelled", async () => {
    const { twin, stripe, record, total } = await metered();
    const cancel = (identifier: string) =>
      stripe.billing.meterEventAdjustments.create({
        event_name: "tokens",
        type: "cancel",
        cancel: { identifier },
      });
    await record("5", { identifier: "a" });
    await record("6", { identifier: "b" });
    await cancel("a");
    expect(await total()).toBe(6);
    await twin.clock.advance(days(1) + 1_000);
    await expect(cancel("b")).rejects.toMatchObject({ statusCode: 400 });
  });

  test("summaries come by the hour, newest first, and start on the minute", async () => {
    const { stripe, meter, customer, record } = await metered();
    await record("5", { timestamp: AT - 3 * 3600 });
    await record("6", { timestamp: AT - 3600 });
    await record("7", { timestamp: AT - 1 });
    const span = { customer: customer.id, start_time: AT - hours(24) / 1000, end_time: AT };
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, {
      ...span,
      value_grouping_window: "hour",
    });
    expect(data.map(({ aggregated_value }) => aggregated_value)).toEqual([13, 5]);
    const crooked = stripe.billing.meters.listEventSummaries(meter.id, {
      ...span,
      start_time: span.start_time + 1,
    });
    await expect(crooked).rejects.toMatchObject({ statusCode: 400, param: "start_time" });
  });
});
