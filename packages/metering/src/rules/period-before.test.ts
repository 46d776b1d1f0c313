import { expect, test } from "vitest";
import { periodBefore } from "./period-before.ts";

const at = (text: string) => new Date(`2026-03-${text}:00Z`);
const week = { start: at("08T00:00"), end: at("15T00:00") };

test("a period that is over is set against as long a one", () => {
  expect(periodBefore(week, at("20T00:00"))).toEqual({ start: at("01T00:00"), end: at("08T00:00") });
});

test("of a period that goes on, what has passed counts", () => {
  expect(periodBefore(week, at("09T06:30"))).toEqual({ start: at("06T17:30"), end: at("08T00:00") });
});

test.each(["08T00:00", "07T00:00"])("a period that has not begun by %s has nothing before it", (now) => {
  expect(periodBefore(week, at(now))).toBeNull();
});
