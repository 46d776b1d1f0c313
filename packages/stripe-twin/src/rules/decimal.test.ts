import { expect, test } from "vitest";
import { addDecimals, isWhole, multiplyDecimals, roundDecimal, significantDigits } from "./decimal.ts";

test("sums and products are exact", () => {
  expect(addDecimals(["0.1", "0.2", "-0.05"])).toBe("0.25");
  expect(addDecimals([])).toBe("0");
  expect(multiplyDecimals("0.00015", "123456789012345")).toBe("18518518351.85175");
  expect(multiplyDecimals("-1.5", "2")).toBe("-3");
});

test.each([
  ["0.5", 1],
  ["0.4999999999", 0],
  ["-0.5", -1],
  ["1.5", 2],
  ["-2.4", -2],
  ["12", 12],
])("%s rounds to %i", (value, rounded) => {
  expect(roundDecimal(value)).toBe(rounded);
});

test("what counts of a number", () => {
  expect([isWhole("1.0"), isWhole("1.01")]).toEqual([true, false]);
  expect(["0", "100", "0.001", "123.456", "-12"].map(significantDigits)).toEqual([1, 1, 1, 6, 2]);
});
