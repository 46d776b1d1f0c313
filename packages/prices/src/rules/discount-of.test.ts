import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rate, Tier, Tiers } from "../price-version.ts";
import { discountOf } from "./discount-of.ts";

/** Ascending, and never dearer than the one before. */
const tiers = fc
  .uniqueArray(fc.record({ step: fc.bigInt(1n, 40n), cut: fc.bigInt(0n, 30n) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps) => {
    let last: Tier = { above: 0n, pricePico: 100n };
    return steps.map(({ step, cut }) => {
      last = { above: last.above + step, pricePico: last.pricePico > cut ? last.pricePico - cut : 0n };
      return last;
    });
  });
const rates = (mode: Tiers["mode"]): fc.Arbitrary<Rate> =>
  fc.record({
    unit: fc.constant("input_token" as const),
    pricePico: fc.bigInt(100n, 150n),
    tiers: tiers.map((list) => ({ mode, tiers: list })),
  });
const quantity = fc.bigInt(0n, 400n);
const either = fc.constantFrom("graduated" as const, "volume" as const).chain(rates);

function rate(mode: Tiers["mode"], list: Tier[]): Rate {
  return { unit: "input_token", pricePico: 10n, tiers: { mode, tiers: list } };
}

/** What the unit with this number costs: the price of the tier that it lies in. */
function priceOf({ pricePico, tiers }: Rate, unit: bigint): bigint {
  let price = pricePico;
  for (const tier of tiers?.tiers ?? []) if (unit > tier.above) price = tier.pricePico;
  return price;
}

describe("discountOf", () => {
  test("a rate without tiers has none", () => {
    expect(discountOf({ unit: "request", pricePico: 5n }, 10n ** 12n)).toBe(0n);
  });

  test("graduated tiers begin with the unit after the threshold", () => {
    const graduated = rate("graduated", [
      { above: 100n, pricePico: 8n },
      { above: 200n, pricePico: 0n },
    ]);
    const discounts = [0n, 100n, 101n, 200n, 201n].map((used) => discountOf(graduated, used));
    expect(discounts).toEqual([0n, 0n, -2n, -200n, -210n]);
  });

  test("beyond the threshold of a volume tier everything is as cheap", () => {
    const volume = rate("volume", [
      { above: 100n, pricePico: 8n },
      { above: 200n, pricePico: 0n },
    ]);
    const discounts = [0n, 100n, 101n, 200n, 201n].map((used) => discountOf(volume, used));
    expect(discounts).toEqual([0n, 0n, -202n, -400n, -2_010n]);
  });

  test("it never makes anything dearer, and never takes off more than was charged", () => {
    fc.assert(
      fc.property(either, quantity, (tiered, used) => {
        const discount = discountOf(tiered, used);
        expect(discount).toBeLessThanOrEqual(0n);
        expect(used * tiered.pricePico + discount).toBeGreaterThanOrEqual(0n);
      }),
    );
  });

  test("using more never takes off less", () => {
    fc.assert(
      fc.property(either, quantity, quantity, (tiered, used, more) => {
        expect(discountOf(tiered, used + more)).toBeLessThanOrEqual(discountOf(tiered, used));
      }),
    );
  });

  test("with graduated tiers, using more never costs less", () => {
    const cost = (tiered: Rate, used: bigint) => used * tiered.pricePico + discountOf(tiered, used);
    fc.assert(
      fc.property(rates("graduated"), quantity, quantity, (tiered, used, more) => {
        expect(cost(tiered, used + more)).toBeGreaterThanOrEqual(cost(tiered, used));
      }),
    );
  });

  test("graduated is what each unit costs in its own tier, one after the other", () => {
    fc.assert(
      fc.property(rates("graduated"), quantity, (tiered, used) => {
        let cost = 0n;
        for (let unit = 1n; unit <= used; unit += 1n) cost += priceOf(tiered, unit);
        expect(used * tiered.pricePico + discountOf(tiered, used)).toBe(cost);
      }),
    );
  });

  test("volume is all units at what the last of them costs", () => {
    fc.assert(
      fc.property(rates("volume"), quantity, (tiered, used) => {
        expect(used * tiered.pricePico + discountOf(tiered, used)).toBe(used * priceOf(tiered, used));
      }),
    );
  });
});
