import { expect, test } from "vitest";
import { endOfDay, startOfDay } from "./start-of-day.ts";

test.each([
  ["2026-11-24", "UTC", "2026-11-24T00:00:00.000Z", "2026-11-25T00:00:00.000Z"],
  ["2026-11-24", "Asia/Shanghai", "2026-11-23T16:00:00.000Z", "2026-11-24T16:00:00.000Z"],
  // The clocks go forward, and back.
  ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
  ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
  ["2026-11-01", "America/Los_Angeles", "2026-11-01T07:00:00.000Z", "2026-11-02T08:00:00.000Z"],
])("%s in %s", (day, timeZone, start, end) => {
  expect(startOfDay(day, timeZone)?.toISOString()).toBe(start);
  expect(endOfDay(day, timeZone)?.toISOString()).toBe(end);
});

test.each(["", "2026-02-30", "2026-13-01", "24.11.2026", "2026-11-24T00:00", "99999-01-01", "'; --"])(
  "%j is no day",
  (text) => {
    expect(startOfDay(text, "UTC")).toBeNull();
    expect(endOfDay(text, "UTC")).toBeNull();
  },
);
