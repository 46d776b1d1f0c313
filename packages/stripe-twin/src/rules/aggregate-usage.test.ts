import { expect, test } from "vitest";
import { aggregateUsage, type Usage } from "./aggregate-usage.ts";

const HOUR = 3600;
const USAGE: Usage[] = [
  { at: 0, value: "5", order: 1 },
  { at: HOUR, value: "2.5", order: 2 },
  { at: HOUR + 1, value: "1", order: 4 },
  { at: HOUR + 2, value: "7", order: 3 },
];

test.each([
  ["sum", null, "15.5"],
  ["count", null, "4"],
  ["last", null, "7"],
  ["sum", HOUR, "6"],
  ["count", HOUR, "2"],
  ["last", HOUR, "1"],
])("%s with windows of %s s", (formula, windowSeconds, shown) => {
  expect(aggregateUsage(USAGE, { formula, windowSeconds })).toBe(shown);
});

test("nothing used is nothing, and of one moment the later received counts", () => {
  expect(aggregateUsage([], { formula: "last", windowSeconds: null })).toBe("0");
  const twice = [
    { at: 9, value: "3", order: 2 },
    { at: 9, value: "4", order: 1 },
  ];
  expect(aggregateUsage(twice, { formula: "last", windowSeconds: null })).toBe("3");
});
