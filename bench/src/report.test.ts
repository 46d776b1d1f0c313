import { expect, test } from "vitest";
import type { ScenarioOutcome } from "./interleave.ts";
import { table } from "./report.ts";

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
  const baseline = {
    name: "benchmark",
    date: "",
    method: "",
    pace: { rounds: 1, warmUpMs: 0, measureMs: 1 },
    machine: { cpu: "", cores: 1, memoryGib: 1, platform: "", versions: {} },
    scenarios: [known],
  };
  expect(table(outcome(0.9), baseline)).toMatch(/baseline +× 0\.7\n/);
  expect(table({ ...outcome(0.9), name: "another" }, baseline)).not.toContain("baseline");
});
