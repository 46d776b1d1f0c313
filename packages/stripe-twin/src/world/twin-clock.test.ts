import { expect, test, vi } from "vitest";
import { days, makeTwin, receiveEvents, typesOf } from "../twin.fixture.ts";

const line = {
  quantity: 1,
  price_data: { currency: "eur", unit_amount: 900, product_data: { name: "Credit" } },
};

test("a clock without a start runs with the machine's, and can be moved ahead of it", async () => {
  const { twin, stripe } = await makeTwin({ now: undefined, meterLagSeconds: 1 });
  expect(Math.abs(twin.clock.now().getTime() - Date.now())).toBeLessThan(1_000);
  const { id } = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "https://console.test/",
    line_items: [line],
  });
  await twin.clock.advance(days(1));
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("expired");
  expect(twin.clock.now().getTime() - Date.now()).toBeGreaterThan(days(1) - 1_000);
  const { received } = await receiveEvents(twin, "thin");
  await stripe.billing.meterEvents.create({ event_name: "unknown", payload: { value: "1" } });
  await vi.waitFor(() => expect(typesOf(received)).toEqual(["v1.billing.meter.no_meter_found"]), {
    timeout: 5_000,
  });
});

test("the clock does not go back", async () => {
  const { twin } = await makeTwin();
  await expect(twin.clock.set(new Date(twin.clock.now().getTime() - 1))).rejects.toThrow(RangeError);
  await twin.clock.advance(days(1));
  expect(twin.clock.now().toISOString()).toBe("2026-02-01T12:00:00.000Z");
});

test("moves that overlap happen one after the other", async () => {
  const { twin } = await makeTwin();
  const start = twin.clock.now().getTime();
  await Promise.all([twin.clock.advance(days(1)), twin.clock.advance(days(1))]);
  expect(twin.clock.now().getTime() - start).toBe(days(2));
});
