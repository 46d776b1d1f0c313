import { expect, test } from "vitest";
import { arrivalTimes, openLoop } from "./open-loop.ts";

test("arrivals come as often as asked, at random, and the same for one seed", () => {
  const times = [...arrivalTimes({ perSecond: 1_000, seed: 1 }, 10_000)];
  expect(times).toEqual([...arrivalTimes({ perSecond: 1_000, seed: 1 }, 10_000)]);
  expect(times.length).toBeGreaterThan(9_700);
  expect(times.length).toBeLessThan(10_300);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  // Of exponential gaps, as many are shorter than ln 2 of their mean as longer.
  const short = gaps.filter((gap) => gap < Math.LN2).length / gaps.length;
  expect(short).toBeGreaterThan(0.47);
  expect(short).toBeLessThan(0.53);
});

test("only what is answered in time is good, and refusals and breakages are told apart", async () => {
  const fates = ["answered", "refused", "broken"] as const;
  const figures = await openLoop(
    {
      arrivals: { perSecond: 600, seed: 2 },
      deadlineMs: 10_000,
      timing: { warmUpMs: 0, measureMs: 500 },
    },
    async (turn) => fates[turn % fates.length] ?? "broken",
  );
  expect(figures.goodPerSecond / figures.offeredPerSecond).toBeCloseTo(1 / 3, 1);
  expect(figures.brokenShare).toBeCloseTo(1 / 3, 1);
  expect(figures.refuseP99Ms).toBeLessThan(figures.acceptedP99Ms + 1_000);
});

test("without a refusal there is no time to refuse", async () => {
  const load = {
    arrivals: { perSecond: 400, seed: 3 },
    deadlineMs: -1,
    timing: { warmUpMs: 0, measureMs: 200 },
  };
  const figures = await openLoop(load, async () => "answered");
  expect(figures.refuseP99Ms).toBeNaN();
  expect(figures.goodPerSecond).toBe(0);
});
