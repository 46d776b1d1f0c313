import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pricePicoMax, type Quantities, type Rate, UNITS } from "../price-version.ts";
import { rate } from "./rate.ts";

const COLUMN_MAX = 2n ** 63n - 1n;
const quantity = fc.bigInt({ min: 0n, max: 2n ** 31n });
const quantities: fc.Arbitrary<Quantities> = fc.record(
  Object.fromEntries(UNITS.map((unit) => [unit, quantity])),
  { requiredKeys: [] },
);
const rates: fc.Arbitrary<Rate[]> = fc.uniqueArray(
  fc
    .constantFrom(...UNITS)
    .chain((unit) =>
      fc.record({ unit: fc.constant(unit), pricePico: fc.bigInt({ min: 0n, max: pricePicoMax(unit) }) }),
    ),
  { selector: ({ unit }) => unit },
);

describe("rate", () => {
  test("0.02 per million tokens is 20,000 picos a token, exactly", () => {
    const version = { rates: [{ unit: "input_token" as const, pricePico: 20_000n }] };
    expect(rate(version, { input_token: 1n })).toBe(20_000n);
    expect(rate(version, { input_token: 1_000_000n })).toBe(20_000_000_000n);
  });

  test("what has no price is free", () => {
    expect(rate({ rates: [{ unit: "request", pricePico: 5n }] }, { input_token: 7n })).toBe(0n);
  });

  test("nothing is rounded: the parts cost as much as the whole", () => {
    fc.assert(
      fc.property(rates, quantities, quantities, (list, left, right) => {
        const sum: Quantities = Object.fromEntries(
          UNITS.map((unit) => [unit, (left[unit] ?? 0n) + (right[unit] ?? 0n)]),
        );
        expect(rate({ rates: list }, sum)).toBe(rate({ rates: list }, left) + rate({ rates: list }, right));
      }),
    );
  });

  test("the order of the units does not matter", () => {
    fc.assert(
      fc.property(rates, quantities, (list, counted) => {
        expect(rate({ rates: list.toReversed() }, counted)).toBe(rate({ rates: list }, counted));
      }),
    );
  });

  test("one request at the highest prices still fits into a column", () => {
    const highest = UNITS.map((unit) => ({ unit, pricePico: pricePicoMax(unit) }));
    const tokens = { input_token: 2n ** 31n, cached_input_token: 2n ** 31n, output_token: 2n ** 31n };
    const amount = rate({ rates: highest }, { request: 1n, ...tokens });
    expect(amount).toBeLessThan(COLUMN_MAX);
  });

  test("a negative quantity is refused rather than paid out", () => {
    expect(() => rate({ rates: [{ unit: "request", pricePico: 5n }] }, { request: -1n })).toThrow(
      expect.objectContaining({ code: "prices.negative_quantity" }),
    );
  });
});
