import type { ModelProfile, Variant } from "@millrace/catalog";
import { expect, test } from "vitest";
import { servingChoices } from "./serving-choices.ts";

const NODES = [
  { alive: true, providers: ["cpu"] },
  { alive: true, providers: ["cuda", "cpu"] },
  { alive: false, providers: ["dml"] },
];

function profile(variant: Variant, medianMs: number, reason: string | null = null): ModelProfile {
  return {
    nodeName: "mill-1",
    variant,
    measuredAt: new Date(0),
    loadMs: medianMs * 10,
    memoryBytes: 1,
    sizeBytes: 1,
    grid: [{ rows: 1, tokens: 8, medianMs, tokensPerSecond: 8_000 / medianMs }],
    agreement: variant === "int8" ? 0.9995 : null,
    samples: 64,
    reason,
  };
}

function choicesOf(profiles: ModelProfile[]) {
  return servingChoices({ task: "feature-extraction", profiles, nodes: NODES, price: null });
}

test("automatic means int8 once it was measured to be faster and near enough", () => {
  expect(choicesOf([profile("fp32", 10)])).toMatchObject({ automatic: "fp32", int8: { measured: false } });
  expect(choicesOf([profile("fp32", 10), profile("int8", 5)])).toMatchObject({
    automatic: "int8",
    int8: { measured: true, reason: null, speedUp: 2, agreement: 0.9995, samples: 64 },
    loadMs: 50,
  });
});

test("a variant that is not offered says why, and automatic stays with fp32", () => {
  const reason = "Its smallest cosine is 0.98.";
  expect(choicesOf([profile("fp32", 10), profile("int8", 5, reason)])).toMatchObject({
    automatic: "fp32",
    int8: { reason },
    loadMs: 100,
  });
});

test("one may choose what some living node can compute on", () => {
  expect(choicesOf([]).providers).toEqual(["cpu", "cuda"]);
});
