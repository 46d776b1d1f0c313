import { expect, test } from "vitest";
import { DecayingRate } from "./decaying-rate.ts";

test("a steady rate is told as it is after a few minutes, and then forgotten", () => {
  const rate = new DecayingRate();
  for (let second = 0; second < 600; second += 0.5) rate.count(second * 1_000);
  expect(rate.perSecond(600_000)).toBeGreaterThan(1.9);
  expect(rate.perSecond(600_000)).toBeLessThan(2.1);
  expect(rate.perSecond(1_200_000)).toBeLessThan(0.001);
});

test("of two that were used once, the one used longer ago has the lower rate", () => {
  const [older, newer] = [new DecayingRate(), new DecayingRate()];
  older.count(0);
  newer.count(5_000);
  expect(older.perSecond(100_000)).toBeLessThan(newer.perSecond(100_000));
  expect(older.perSecond(100_000)).toBeGreaterThan(0);
});
