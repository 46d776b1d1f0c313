import { expect, test } from "vitest";
import { firstOfNextMonth, startOfDay } from "./start-of-day.ts";

test("a day begins in UTC", () => {
  expect(startOfDay("2026-05-01")).toEqual(new Date("2026-05-01T00:00:00Z"));
  for (const none of ["", "2026-13-01", "tomorrow"]) expect(startOfDay(none)).toBeNull();
});

test("after December comes January", () => {
  expect(firstOfNextMonth(new Date("2026-12-31T23:59:59Z"))).toBe("2027-01-01");
  expect(firstOfNextMonth(new Date("2026-03-01T00:00:00Z"))).toBe("2026-04-01");
});
