import type { ModelProfile, Variant } from "@millrace/catalog";
import { expect, test } from "vitest";
import { fastestRate, gridRows, measuredVariants } from "./variants.ts";

function profile(variant: Variant, msPerBatch: number, facts: Partial<ModelProfile> = {}): ModelProfile {
  const sizes = [
    { rows: 8, tokens: 32 },
    { rows: 1, tokens: 32 },
    { rows: 1, tokens: 8 },
  ];
  return {
    nodeName: "mill-1",
    variant,
    measuredAt: new Date(0),
    loadMs: 100,
    memoryBytes: 1,
    sizeBytes: 1,
    agreement: variant === "int8" ? 0.9995 : null,
    samples: variant === "int8" ? 64 : 0,
    reason: null,
    grid: sizes.map(({ rows, tokens }) => ({
      rows,
      tokens,
      medianMs: msPerBatch,
      tokensPerSecond: (rows * tokens * 1_000) / msPerBatch,
    })),
    ...facts,
  };
}

test("int8 is told beside fp32, with how much faster it is and that it is the default", () => {
  const variants = measuredVariants({ profiles: [profile("int8", 5), profile("fp32", 10)] });
  expect(variants.map(({ profile: { variant }, isDefault }) => [variant, isDefault])).toEqual([
    ["fp32", false],
    ["int8", true],
  ]);
  expect(variants[0]).toMatchObject({ speedUp: null, perSecond: 25_600 });
  expect(variants[1]?.speedUp).toBeCloseTo(2, 9);
});

test("a variant that is not near enough is shown, and the default stays fp32", () => {
  const refused = profile("int8", 5, { agreement: 0.98, reason: "Its smallest cosine is 0.98." });
  const profiles = [profile("fp32", 10), refused];
  expect(measuredVariants({ profiles }).map(({ isDefault }) => isDefault)).toEqual([true, false]);
  expect(fastestRate({ profiles })).toBe(25_600);
});

test("before anything was measured there is no rate", () => {
  expect(fastestRate({ profiles: [] })).toBeNull();
  expect(fastestRate({ profiles: [profile("fp32", 10, { grid: [] })] })).toBeNull();
});

test("the grid reads by length, then by rows, with a gap where one variant was not measured", () => {
  const short = profile("int8", 5);
  const rows = gridRows([profile("fp32", 10), { ...short, grid: short.grid.slice(1) }]);
  expect(rows).toEqual([
    { rows: 1, tokens: 8, medianMs: [10, 5] },
    { rows: 1, tokens: 32, medianMs: [10, 5] },
    { rows: 8, tokens: 32, medianMs: [10, null] },
  ]);
});
