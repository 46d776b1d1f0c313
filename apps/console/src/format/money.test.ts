import { PICO_PER_UNIT } from "@millrace/kernel";
import { expect, test } from "vitest";
import { formatMoney, formatMoneyExact } from "./money.ts";

test.each([
  [0n, "$0.00"],
  [420_000n, "$0.00000042"],
  [1n, "$0.000000000001"],
  [123_456_789n, "$0.000123"],
  [9_999_999_999n, "$0.01"],
  [20_000_000_000n, "$0.02"],
  [318_420_000_000_000n, "$318.42"],
  [1_234_567n * PICO_PER_UNIT, "$1,234,567.00"],
  [-420_000n, "-$0.00000042"],
])("%s picos read %s", (pico, text) => {
  expect(formatMoney(pico, "USD", "en")).toBe(text);
});

test("an exact amount keeps every pico, beyond what a float can hold", () => {
  expect(formatMoneyExact(9_007_199_254_740_993_000_000_000_001n, "USD", "en")).toBe(
    "$9,007,199,254,740,993.000000000001",
  );
  expect(formatMoneyExact(500_000_000_000n, "USD", "en")).toBe("$0.50");
});

test("money follows the reader's language and the team's currency", () => {
  expect(formatMoney(1_234_500_000_000_000n, "CNY", "zh-CN")).toBe("¥1,234.50");
  expect(formatMoney(1_234_500_000_000_000n, "EUR", "en")).toBe("€1,234.50");
});
