import fc from "fast-check";
import { expect, test } from "vitest";
import { closableBefore, postedAt } from "./posted-at.ts";

const FEBRUARY = new Date("2026-02-01T00:00:00Z");

test.each([
  ["2026-01-31T23:59:59.999Z", null, "2026-01-31T23:59:59.999Z"],
  ["2026-01-31T23:59:59.999Z", FEBRUARY, "2026-02-01T00:00:00.000Z"],
  ["2025-06-01T00:00:00.000Z", FEBRUARY, "2026-02-01T00:00:00.000Z"],
  ["2026-02-01T00:00:00.000Z", FEBRUARY, "2026-02-01T00:00:00.000Z"],
  ["2026-02-10T00:00:00.000Z", FEBRUARY, "2026-02-10T00:00:00.000Z"],
])("used at %s with books closed until %s is booked at %s", (usedAt, closedUntil, expected) => {
  expect(postedAt(new Date(usedAt), closedUntil).toISOString()).toBe(expected);
});

test("nothing is ever booked in what is closed, or before it was used", () => {
  const date = fc.date({ noInvalidDate: true });
  fc.assert(
    fc.property(date, date, (usedAt, closedUntil) => {
      const at = postedAt(usedAt, closedUntil);
      expect(at.getTime()).toBe(Math.max(usedAt.getTime(), closedUntil.getTime()));
    }),
  );
});

test.each([
  ["2026-02-01T00:00:00.000Z", "2026-01-01"],
  ["2026-02-01T01:59:59.999Z", "2026-01-01"],
  ["2026-02-01T02:00:00.000Z", "2026-02-01"],
  ["2026-02-28T23:59:59.999Z", "2026-02-01"],
])("at %s what was before %s may be closed", (now, before) => {
  expect(closableBefore(new Date(now)).toISOString()).toBe(`${before}T00:00:00.000Z`);
});
