import { expect, test } from "vitest";
import type { Scenario, Subject } from "./benchmark.ts";
import { interleave } from "./interleave.ts";

const PACE = { rounds: 2, warmUpMs: 0, measureMs: 1 };

function recorded() {
  const order: string[] = [];
  const subject = (name: string, figures: readonly number[]): Subject => {
    let round = 0;
    return {
      name,
      measure: async () => {
        order.push(name);
        return { perSecond: figures[round++] ?? Number.NaN };
      },
    };
  };
  return { order, subject };
}

const scenarioOf = (subjects: Scenario["subjects"], against: "ratio" | "difference" | "alone"): Scenario => ({
  name: "scenario",
  metrics: [{ name: "perSecond", against, wanted: { atLeast: 1 } }],
  subjects,
});

test("every other round is measured the other way about", async () => {
  const { order, subject } = recorded();
  await interleave(
    scenarioOf([subject("a", [1, 1]), subject("b", [1, 1]), subject("c", [1, 1])], "ratio"),
    PACE,
  );
  expect(order).toEqual(["a", "b", "c", "c", "b", "a"]);
});

test("each subject is set against the last one, round by round, and only the first one is held to what is wanted", async () => {
  const { subject } = recorded();
  const subjects = [subject("a", [2, 8]), subject("b", [1, 2]), subject("c", [1, 2])] as const;
  const { comparisons } = await interleave(scenarioOf(subjects, "ratio"), PACE);
  expect(comparisons).toEqual([
    {
      subject: "a",
      metric: "perSecond",
      against: "ratio",
      wanted: { atLeast: 1 },
      median: 3,
      min: 2,
      max: 4,
    },
    { subject: "b", metric: "perSecond", against: "ratio", median: 1, min: 1, max: 1 },
  ]);
});

test("a subject alone is told as it is", async () => {
  const { subject } = recorded();
  const { comparisons } = await interleave(scenarioOf([subject("a", [2, 4])], "alone"), PACE);
  expect(comparisons).toMatchObject([{ subject: "a", median: 3, min: 2, max: 4 }]);
});
