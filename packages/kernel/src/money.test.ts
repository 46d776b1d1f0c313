import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPico, parseDecimal } from "./money.ts";

describe("money", () => {
  test.each([
    ["0.02", 20_000_000_000n],
    ["1", 1_000_000_000_000n],
    ["-0.000000000001", -1n],
    ["0", 0n],
  ])("%s is read exactly", (text, pico) => {
    expect(parseDecimal(text)).toBe(pico);
  });

  test.each(["", "1e3", "0x10", "1.0000000000001", "NaN", "1,5", " 1"])(
    "%j is refused rather than guessed",
    (text) => {
      expect(parseDecimal(text)).toBeNull();
    },
  );

  test("an amount survives being written and read", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }), (amount) => {
        expect(parseDecimal(formatPico(amount))).toBe(amount);
      }),
    );
  });
});
