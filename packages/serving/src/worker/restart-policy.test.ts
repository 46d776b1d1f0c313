import { expect, test } from "vitest";
import {
  DEATHS_IN_A_ROW_MAX,
  DEATHS_MAX,
  type EndedLife,
  FRUITLESS_DEATHS_MAX,
  NO_DEATHS,
  recordDeath,
  restartDelayMs,
} from "./restart-policy.ts";

/** What is done after each of so many deaths: the wait, or null. */
function deathsEvery(ms: number, count: number, lifeOf: (death: number) => Partial<EndedLife> = () => ({})) {
  const plain = { servedMs: 0, hasGroupAnswered: false, wasKilledEarly: false };
  let record = NO_DEATHS;
  return Array.from({ length: count }, (_, death) => {
    record = recordDeath(record, { atMs: death * ms, ...plain, ...lifeOf(death) });
    return restartDelayMs(record);
  });
}

test("each death in a row doubles the wait, up to ten seconds", () => {
  expect(deathsEvery(20_000, 9)).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
});

test("the fifth death within a minute in which nothing was answered is the last", () => {
  expect(deathsEvery(1_000, FRUITLESS_DEATHS_MAX).indexOf(null)).toBe(FRUITLESS_DEATHS_MAX - 1);
  expect(deathsEvery(15_001, DEATHS_IN_A_ROW_MAX - 1)).not.toContain(null);
});

test("half a minute of health forgives", () => {
  expect(deathsEvery(40_000, 5, () => ({ servedMs: 35_000 }))).toEqual([100, 100, 100, 100, 100]);
});

test("as long as the group answers in between, a killed process is started again at once", () => {
  expect(deathsEvery(1_100, 100, () => ({ hasGroupAnswered: true }))).toEqual(Array(100).fill(100));
});

test("an answer in between forgives the deaths before it", () => {
  const delays = deathsEvery(1_000, 20, (death) => ({
    hasGroupAnswered: death % FRUITLESS_DEATHS_MAX === 0,
  }));
  expect(delays).not.toContain(null);
});

test("one that dies more than once a second is given up in the end, though the group answers", () => {
  const delays = deathsEvery(900, DEATHS_MAX, () => ({ hasGroupAnswered: true }));
  expect(delays.indexOf(null)).toBe(DEATHS_MAX - 1);
});

test("what is killed from outside before it is ready waits longer each time, and is given up after twenty in a row", () => {
  const delays = deathsEvery(1_000, DEATHS_IN_A_ROW_MAX, () => ({ wasKilledEarly: true }));
  expect(delays.slice(0, 3)).toEqual([100, 200, 400]);
  expect(delays.indexOf(null)).toBe(DEATHS_IN_A_ROW_MAX - 1);
});
