import { expect, test } from "vitest";
import { DEATHS_MAX, NO_DEATHS, recordDeath, restartDelayMs } from "./restart-policy.ts";

function deathsEvery(ms: number, count: number, servedMs = 0) {
  let record = NO_DEATHS;
  const delays = [];
  for (let death = 0; death < count; death += 1) {
    record = recordDeath(record, { atMs: death * ms, servedMs });
    delays.push(restartDelayMs(record));
  }
  return delays;
}

test("each death in a row doubles the wait, up to ten seconds", () => {
  expect(deathsEvery(20_000, 9)).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
});

test("the fifth death within a minute is the last", () => {
  expect(deathsEvery(1_000, DEATHS_MAX).at(-1)).toBeNull();
  expect(deathsEvery(15_001, 50).includes(null)).toBe(false);
});

test("half a minute of health forgives", () => {
  expect(deathsEvery(40_000, 5, 35_000)).toEqual([100, 100, 100, 100, 100]);
});
