import { expect, test } from "vitest";
import { boundaryAt, periodAround } from "./periods.ts";

const seconds = (iso: string) => Date.parse(iso) / 1000;
const iso = (at: number) => new Date(at * 1000).toISOString().slice(0, 16);
const MONTHLY = { interval: "month", count: 1 } as const;

test("the 31st is the last day of shorter months, and comes back", () => {
  const anchor = seconds("2026-01-31T12:30Z");
  expect([1, 2, 3, 13].map((steps) => iso(boundaryAt(anchor, MONTHLY, steps)))).toEqual([
    "2026-02-28T12:30",
    "2026-03-31T12:30",
    "2026-04-30T12:30",
    "2027-02-28T12:30",
  ]);
});

test("29 February is the 28th in other years", () => {
  const anchor = seconds("2028-02-29T00:00Z");
  const yearly = { interval: "year", count: 1 } as const;
  expect([1, 4].map((steps) => iso(boundaryAt(anchor, yearly, steps)))).toEqual([
    "2029-02-28T00:00",
    "2032-02-29T00:00",
  ]);
});

test.each([
  ["2026-01-31T12:30Z", "2026-01-31T12:30", "2026-02-28T12:30"],
  ["2026-02-28T12:29Z", "2026-01-31T12:30", "2026-02-28T12:30"],
  ["2026-02-28T12:30Z", "2026-02-28T12:30", "2026-03-31T12:30"],
  ["2026-01-31T12:29Z", "2025-12-31T12:30", "2026-01-31T12:30"],
  ["2031-07-01T00:00Z", "2031-06-30T12:30", "2031-07-31T12:30"],
])("around %s", (at, start, end) => {
  const period = periodAround(seconds("2026-01-31T12:30Z"), MONTHLY, seconds(at));
  expect([iso(period.start), iso(period.end)]).toEqual([start, end]);
});

test("weeks and days are of one length", () => {
  const anchor = seconds("2026-01-31T12:30Z");
  expect(boundaryAt(anchor, { interval: "week", count: 2 }, 3) - anchor).toBe(6 * 7 * 86_400);
  expect(periodAround(anchor, { interval: "day", count: 3 }, anchor - 1)).toEqual({
    start: anchor - 3 * 86_400,
    end: anchor,
  });
});
