import type { JudgedProfile, ModelVersion } from "@millrace/catalog";
import { expect, test } from "vitest";
import { describeFindings } from "./describe-findings.ts";

const version: ModelVersion = {
  id: "id",
  digest: `sha256:${"0123456789abcdef".repeat(4)}`,
  folder: "folder",
  sizeBytes: 20 * 2 ** 20,
  parameterCount: 5_218_816,
  tokensMax: 256,
  dimensions: 384,
  labels: [],
  inputs: [],
  outputs: [],
  languages: [],
  card: "",
};
const cell = (rows: number, medianMs: number) => ({ rows, tokens: 8, medianMs, tokensPerSecond: 1 });
const fp32: JudgedProfile = {
  variant: "fp32",
  loadMs: 42,
  memoryBytes: 220 * 2 ** 20,
  sizeBytes: 19 * 2 ** 20,
  grid: [cell(1, 2), cell(32, 300)],
  agreement: null,
  samples: 0,
  reason: null,
};
const int8: JudgedProfile = {
  ...fp32,
  variant: "int8",
  grid: [cell(1, 1), cell(32, 150)],
  agreement: 0.9999997,
  samples: 40,
};
const embedding = { name: "small", task: "feature-extraction" as const, version };

test("a line a fact, the verdict on int8, and what each batch costs in both variants", () => {
  expect(describeFindings({ ...embedding, profiles: [fp32, int8] })).toBe(`\
  Model      small   sha256:0123456789ab…
  Task       feature-extraction: up to 256 tokens to 384 numbers
  Size       20.0 MiB, 5,218,816 parameters
  fp32       19.0 MiB on the disk, 220.0 MiB in memory, loads in 42.00 ms
  int8       19.0 MiB on the disk, 220.0 MiB in memory, loads in 42.00 ms, 2.00 times as fast
             served by default: smallest cosine with fp32 0.999999 on 40 samples

  rows × tokens             fp32        int8
  1 × 8                  2.00 ms     1.00 ms
  32 × 8                  300 ms      150 ms
`);
});

test.each<[string, JudgedProfile[], RegExp]>([
  ["is refused", [fp32, { ...int8, reason: "It is too far off." }], /not offered\. It is too far off\./],
  [
    "cannot be made",
    [fp32, { ...int8, grid: [], reason: "It has no products." }],
    /int8 +not offered\. It has no/,
  ],
  ["was not compared", [fp32, { ...int8, agreement: null }], /offered to those who ask for it/],
  ["is no faster", [fp32, { ...int8, grid: fp32.grid }], /offered; fp32 is served by default/],
  ["was not looked at", [fp32], /left to the node that serves/],
])("int8 that %s is told as such", (_, profiles, words) => {
  expect(describeFindings({ ...embedding, profiles })).toMatch(words);
});

test("what a raw graph takes and gives is named; what it costs may be unknown", () => {
  const ports = {
    inputs: [{ name: "x", datatype: "FP32", shape: [-1, 4] }],
    outputs: [{ name: "y", datatype: "INT64", shape: [] }],
  };
  const findings = { name: "raw", task: "tensor" as const, version: { ...version, ...ports } };
  const told = describeFindings({ ...findings, profiles: [{ ...fp32, grid: [] }] });
  expect(told).toContain("tensor: takes x FP32 [any, 4]; gives y INT64 []");
  expect(told).toContain("is not known");
});
