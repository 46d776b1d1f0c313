import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minorUnit } from "./currency.ts";
import { formatMinor, minorToPico, roundedQuotient, roundToMinor } from "./round.ts";

const CURRENCIES = ["USD", "JPY", "KWD", "UGX", "ISK", "HUF", "TWD", "CNY", "XPF"];

describe("amounts of a currency", () => {
  test.each([
    ["USD", 2, 1n],
    ["CNY", 2, 1n],
    ["JPY", 0, 1n],
    ["KRW", 0, 1n],
    ["VND", 0, 1n],
    ["XOF", 0, 1n],
    ["BHD", 3, 10n],
    ["TND", 3, 10n],
    ["ISK", 2, 100n],
    ["UGX", 2, 100n],
    ["HUF", 2, 1n],
    ["TWD", 2, 1n],
  ])("%s has %s decimals, in steps of %s", (currency, decimals, stepMinor) => {
    expect(minorUnit(currency)).toEqual({ decimals, stepMinor });
  });

  test.each([
    ["USD", "0.005", 1n, "0.01"],
    ["USD", "0.004999999999", 0n, "0.00"],
    ["USD", "12.345", 1_235n, "12.35"],
    ["JPY", "0.5", 1n, "1"],
    ["JPY", "1234.4", 1_234n, "1234"],
    ["KWD", "1.0049", 1_000n, "1.000"],
    ["KWD", "1.005", 1_010n, "1.010"],
    ["ISK", "4.5", 500n, "5.00"],
    ["ISK", "4.49", 400n, "4.00"],
    ["UGX", "1000.2", 100_000n, "1000.00"],
    ["HUF", "1.239", 124n, "1.24"],
  ])("%s %s is %s minor units, written %s", (currency, amount, minor, text) => {
    const [whole = "0", fraction = ""] = amount.split(".");
    const pico = BigInt(whole + fraction.padEnd(12, "0"));
    expect(roundToMinor(pico, currency)).toBe(minor);
    expect(roundToMinor(-pico, currency)).toBe(-minor);
    expect(formatMinor(minor, currency)).toBe(text);
    expect(formatMinor(-minor, currency)).toBe(minor === 0n ? text : `-${text}`);
  });

  test("rounding moves an amount by half a step at most, and what is an amount already by nothing", () => {
    fc.assert(
      fc.property(fc.constantFrom(...CURRENCIES), fc.bigInt(-(10n ** 24n), 10n ** 24n), (currency, pico) => {
        const rounded = roundToMinor(pico, currency);
        const exact = minorToPico(rounded, currency);
        const off = exact > pico ? exact - pico : pico - exact;
        expect(2n * off).toBeLessThanOrEqual(minorToPico(minorUnit(currency).stepMinor, currency));
        expect(rounded % minorUnit(currency).stepMinor).toBe(0n);
        expect(roundToMinor(exact, currency)).toBe(rounded);
      }),
    );
  });

  test("a half goes away from zero", () => {
    expect([-3n, -1n, 1n, 3n].map((half) => roundedQuotient(half, 2n))).toEqual([-2n, -1n, 1n, 2n]);
  });
});
