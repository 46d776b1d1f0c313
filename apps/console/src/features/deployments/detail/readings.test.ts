import type { Load } from "@millrace/deployments";
import { expect, test } from "vitest";
import { READINGS_MAX, withIdleTime, withReading } from "./readings.ts";

function load(second: number, requestsPerSecond: number): Load {
  return {
    at: new Date(second * 1_000),
    requestsPerSecond,
    tokensPerSecond: 0,
    refusedPerSecond: 0,
    totalP50Ms: 0,
    totalP99Ms: 0,
    queueMs: 0,
    computeMs: 0,
    totalMs: 0,
    batchRows: 0,
    paddingShare: 0,
    queuedRequests: 0,
    cacheHitsPerSecond: 0,
  };
}

const seconds = (readings: readonly Load[]) => readings.map(({ at }) => at.getTime() / 1_000);

test("readings stay in order and none is drawn twice", () => {
  const readings = [load(0, 1), load(2, 2)];
  expect(seconds(withReading(readings, load(4, 3)))).toEqual([0, 2, 4]);
  expect(withReading(readings, load(2, 2))).toEqual(readings);
  expect(withReading(readings, null)).toBe(readings);
});

test("the oldest reading goes when there are too many", () => {
  let readings: readonly Load[] = [];
  for (let second = 0; second <= READINGS_MAX; second++) readings = withReading(readings, load(second, 1));
  expect(readings).toHaveLength(READINGS_MAX);
  expect(seconds(readings)[0]).toBe(1);
});

test("silence after zero goes on as zero, silence after anything else is not made up", () => {
  expect(seconds(withIdleTime([load(0, 0)], 2_000))).toEqual([0, 2]);
  expect(seconds(withIdleTime([load(0, 5)], 2_000))).toEqual([0]);
  expect(withIdleTime([], 2_000)).toEqual([]);
});

test("a real reading takes the place of the idle time drawn past it", () => {
  const idle = withIdleTime(withIdleTime([load(0, 0)], 2_000), 2_000);
  expect(seconds(withReading(idle, load(3, 7)))).toEqual([0, 2, 3]);
});
