import { expect, test } from "vitest";
import { parseSeats } from "./parse-seats.ts";

test("a number of seats, or nothing for no limit", () => {
  expect(parseSeats(" 12 ")).toBe(12);
  expect(parseSeats("100000")).toBe(100_000);
  expect(parseSeats("  ")).toBeNull();
});

test.each(["0", "-1", "1.5", "1e3", "100001", "many", "0x10", "٣"])("%j is no number of seats", (text) => {
  expect(parseSeats(text)).toBeUndefined();
});
