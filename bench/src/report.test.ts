import { expect, test } from "vitest";
import type { ScenarioOutcome } from "./interleave.ts";
import { numbersPage, table } from "./report.ts";

const outcome = (median: number): ScenarioOutcome => ({
  name: "scenario",
  subjects: [
    { name: "ours", rounds: [], medians: { perSecond: 90 } },
    { name: "theirs", rounds: [], medians: { perSecond: 100 } },
  ],
  comparisons: [
    {
      subject: "ours",
      metric: "perSecond",
      against: "ratio",
      wanted: { atLeast: 0.9 },
      median,
      min: 0.8,
      max: 1,
    },
  ],
});

const resultOf = (scenario: ScenarioOutcome) => ({
  name: "benchmark",
  date: "2026-01-02T03:04:05Z",
  method: "",
  pace: { rounds: 1, warmUpMs: 0, measureMs: 1 },
  machine: { cpu: "", cores: 1, memoryGib: 1, platform: "", versions: {} },
  scenarios: [scenario],
});

test("the table says what is wanted, and whether it is so", () => {
  expect(table(outcome(0.9), null)).toMatch(/ours against theirs +× 0\.9\n.*0\.8 … 1\n.*wanted +≥ 0\.9 ✓/);
  expect(table(outcome(0.89), null)).toMatch(/wanted +≥ 0\.9 ✗/);
});

test("what was not seen is a dash and neither kept nor missed", () => {
  expect(table(outcome(Number.NaN), null)).toMatch(/against theirs +× –\n/);
  expect(table(outcome(Number.NaN), null)).toMatch(/wanted +≥ 0\.9\n/);
});

test("the baseline is the committed result of the same scenario", () => {
  const known = outcome(0.7);
  const baseline = resultOf(known);
  expect(table(outcome(0.9), baseline)).toMatch(/baseline +× 0\.7\n/);
  expect(table({ ...outcome(0.9), name: "another" }, baseline)).not.toContain("baseline");
});

test("the numbers to hold are the figures that something is wanted of, and no others", () => {
  const held = outcome(0.9);
  const told = { ...held, comparisons: held.comparisons.map(({ wanted: _, ...rest }) => rest) };
  expect(numbersPage([resultOf(held)])).toContain(
    "| benchmark | scenario | perSecond | ≥ 0.9 ✓ | × 0.9 | 0.8 … 1 | 2026-01-02 |",
  );
  expect(numbersPage([resultOf(told)])).not.toContain("| benchmark | scenario | perSecond");
});
