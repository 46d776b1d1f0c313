import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProfileCell } from "../model.ts";
import { chooseVariant, speedUpOf, type VariantFacts } from "./choose-variant.ts";

function cell(rows: number, medianMs: number): ProfileCell {
  return { rows, tokens: 8, medianMs, tokensPerSecond: (rows * 8 * 1_000) / Math.max(medianMs, 0.001) };
}

const fp32: VariantFacts = { variant: "fp32", grid: [cell(1, 2), cell(8, 8)], agreement: null, reason: null };
const int8: VariantFacts = { variant: "int8", grid: [cell(1, 1), cell(8, 4)], agreement: 1, reason: null };

describe("chooseVariant", () => {
  test("int8 is served where it is faster and near enough", () => {
    expect(chooseVariant([fp32, int8])).toBe("int8");
    expect(chooseVariant([int8, fp32])).toBe("int8");
  });

  test.each<[string, VariantFacts[]]>([
    ["nothing is measured", []],
    ["only fp32 is measured", [fp32]],
    ["only int8 is measured", [int8]],
    ["int8 is too far off", [fp32, { ...int8, agreement: 0.9, reason: "Too far off." }]],
    ["there were no samples to compare on", [fp32, { ...int8, agreement: null }]],
    ["int8 is no faster", [fp32, { ...int8, grid: [cell(1, 2), cell(8, 7.9)] }]],
    ["the two were measured on different batches", [fp32, { ...int8, grid: [cell(32, 1)] }]],
  ])("fp32 is served while %s", (_, profiles) => {
    expect(chooseVariant(profiles)).toBe("fp32");
  });

  test("what is refused is never chosen, however fast", () => {
    const variants = fc.record({
      variant: fc.constantFrom("fp32" as const, "int8" as const),
      grid: fc.array(
        fc
          .tuple(fc.nat({ max: 3 }), fc.double({ min: 0, max: 1e6, noNaN: true }))
          .map((pair) => cell(...pair)),
      ),
      agreement: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      reason: fc.option(fc.string()),
    });
    fc.assert(
      fc.property(fc.array(variants, { maxLength: 3 }), (profiles) => {
        if (chooseVariant(profiles) === "fp32") return;
        expect(profiles.find(({ variant }) => variant === "int8")).toMatchObject({
          reason: null,
          agreement: expect.any(Number),
        });
        expect(speedUpOf(profiles)).toBeGreaterThan(1);
      }),
    );
  });
});

describe("speedUpOf", () => {
  test("is the geometric mean over the batches that both ran", () => {
    const mixed = { ...int8, grid: [cell(1, 1), cell(8, 16), cell(32, 1)] };
    expect(speedUpOf([fp32, mixed])).toBeCloseTo(1, 10);
    expect(speedUpOf([fp32, int8])).toBeCloseTo(2, 10);
  });

  test("is unknown while one of them is not measured", () => {
    expect(speedUpOf([fp32])).toBeNull();
    expect(speedUpOf([fp32, { ...int8, grid: [cell(1, 0)] }])).toBeNull();
  });
});
