import fc from "fast-check";
import { expect, test } from "vitest";
import { PERIODS } from "../account.ts";
import { periodEnd, periodStart } from "./period-bounds.ts";

const at = new Date("2028-02-29T23:59:59.999Z");

test.each([
  ["minute", "2028-02-29T23:59:00.000Z", "2028-03-01T00:00:00.000Z"],
  ["day", "2028-02-29T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
  ["month", "2028-02-01T00:00:00.000Z", "2028-03-01T00:00:00.000Z"],
] as const)("the %s that holds a moment begins and ends in UTC", (period, start, end) => {
  const startsAt = periodStart(period, at);
  expect(startsAt.toISOString()).toBe(start);
  expect(periodEnd(period, startsAt)?.toISOString()).toBe(end);
});

test("a total and a moment never end by themselves", () => {
  expect(periodEnd("total", periodStart("total", at))).toBeNull();
  expect(periodEnd("now", periodStart("now", at))).toBeNull();
});

test("every moment is in exactly one of each: none is lost between two", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date("2100-01-01T00:00:00Z"), noInvalidDate: true }),
      fc.constantFrom(...PERIODS),
      (moment, period) => {
        const startsAt = periodStart(period, moment);
        const end = periodEnd(period, startsAt);
        expect(startsAt <= moment && (end === null || moment < end)).toBe(true);
        if (end !== null) expect(periodStart(period, end)).toEqual(end);
      },
    ),
  );
});
