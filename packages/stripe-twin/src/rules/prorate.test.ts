import { expect, test } from "vitest";
import { priceOf, prorate } from "./prorate.ts";

test("a price of less than a minor unit is rounded once, over all of it", () => {
  expect(priceOf("0.0004", "1249")).toBe(0);
  expect(priceOf("0.0004", "1250")).toBe(1);
  expect(priceOf("2900", "3")).toBe(8700);
});

test("a stretch costs its share of the period, and both shares together the whole", () => {
  const whole = { start: 0, end: 30 };
  expect(prorate(1000, { start: 20, end: 30 }, whole)).toBe(333);
  expect(prorate(1000, { start: 0, end: 20 }, whole)).toBe(667);
  expect(prorate(-1000, { start: 20, end: 30 }, whole)).toBe(-333);
  expect(prorate(1000, whole, whole)).toBe(1000);
});
