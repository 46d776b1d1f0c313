import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { taxesOn, taxIn } from "./tax.ts";

describe("taxes", () => {
  test.each([
    ["USD", 10_000n, 190_000n, "VAT 19%", 1_900n],
    ["USD", 1_050n, 72_500n, "VAT 7.25%", 76n],
    ["JPY", 5n, 100_000n, "VAT 10%", 1n],
    ["KWD", 1_010n, 50_000n, "VAT 5%", 50n],
    ["USD", 333n, 1n, "VAT 0.0001%", 0n],
    ["USD", 0n, 190_000n, "VAT 19%", 0n],
  ])("%s %s at %s is the line %s of %s", (currency, netMinor, percentE4, description, amountMinor) => {
    expect(taxesOn(netMinor, currency, [{ name: "VAT", percentE4 }])).toEqual([{ description, amountMinor }]);
  });

  test("each is on the same net amount, and without rates there is none", () => {
    const rates = [
      { name: "State", percentE4: 50_000n },
      { name: "City", percentE4: 10_000n },
    ];
    expect(taxesOn(1_000n, "USD", rates).map(({ amountMinor }) => amountMinor)).toEqual([50n, 10n]);
    expect(taxesOn(1_000n, "USD", [])).toEqual([]);
  });

  test("however an amount is given back in parts, they hold its tax, and none less than nothing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 9n), { minLength: 1, maxLength: 8 }),
        fc.bigInt(0n, 10n ** 6n),
        (parts, share) => {
          const totalMinor = parts.reduce((sum, part) => sum + part, 0n);
          const whole = { totalMinor, taxMinor: (totalMinor * share) / 10n ** 6n, currency: "USD" };
          let before = 0n;
          let given = 0n;
          for (const part of parts) {
            const tax = taxIn(before + part, whole) - taxIn(before, whole);
            expect(tax).toBeGreaterThanOrEqual(0n);
            expect(tax).toBeLessThanOrEqual(part);
            before += part;
            given += tax;
          }
          expect(given).toBe(whole.taxMinor);
        },
      ),
    );
  });
});
