import type { VariantFacts } from "@millrace/catalog";
import { describe, expect, test } from "vitest";
import { decideVariant, type Situation } from "./decide-variant.ts";

const grid = (medianMs: number) => [{ rows: 1, tokens: 8, medianMs, tokensPerSecond: 8_000 / medianMs }];
const fp32: VariantFacts = { variant: "fp32", grid: grid(2), agreement: null, reason: null };
const int8: VariantFacts = { variant: "int8", grid: grid(1), agreement: 1, reason: null };
const refused = { ...int8, agreement: 0.5, reason: "It is too far off." };

function decide(rest: Partial<Situation>) {
  return decideVariant({
    wanted: "auto",
    profiles: [fp32, int8],
    hasInt8: true,
    isOnCpu: true,
    ...rest,
  });
}

describe("auto", () => {
  test("is int8 once that was measured to be faster and near enough", () => {
    expect(decide({})).toEqual({ kind: "serve", variant: "int8" });
  });

  test.each<[string, Partial<Situation>]>([
    ["nothing is measured yet", { profiles: [] }],
    ["int8 was refused", { profiles: [fp32, refused] }],
    ["the int8 graph is not on this node's disk", { hasInt8: false }],
    ["another provider computes than was measured on", { isOnCpu: false }],
  ])("is fp32 while %s", (_, situation) => {
    expect(decide(situation)).toEqual({ kind: "serve", variant: "fp32" });
  });
});

describe("a variant that is asked for by name", () => {
  test("is served as that, whatever is faster", () => {
    expect(decide({ wanted: "fp32" })).toEqual({ kind: "serve", variant: "fp32" });
    const slow = { ...int8, grid: grid(9), agreement: null };
    const situation = { wanted: "int8" as const, profiles: [fp32, slow], isOnCpu: false };
    expect(decide(situation)).toEqual({ kind: "serve", variant: "int8" });
  });

  test.each<[string, Partial<Situation>]>([
    ["measured", { profiles: [fp32] }],
    ["made again", { hasInt8: false }],
  ])("is waited for until it is %s, and nothing else is served meanwhile", (_, situation) => {
    expect(decide({ wanted: "int8", ...situation })).toMatchObject({ kind: "wait" });
  });

  test("is refused with the reason where it was measured to be too far off", () => {
    expect(decide({ wanted: "int8", profiles: [fp32, refused] })).toEqual({
      kind: "refuse",
      reason: "The model is not offered in int8. It is too far off.",
    });
  });
});
