import { expect, test } from "vitest";
import { parseAmount } from "./parse-amount.ts";

test("an amount as typed is exact", () => {
  expect(parseAmount(" 12.5 ")).toBe(12_500_000_000_000n);
  expect(parseAmount("0.000000000001")).toBe(1n);
});

test.each(["", "0", "0.00", "-1", "1,5", "1e3", "many", "1.0000000000001"])("%j is no amount", (text) => {
  expect(parseAmount(text)).toBeNull();
});
