import type { Load } from "@millrace/deployments";
import { expect, test } from "vitest";
import { liveTime, pastTime } from "./time-parts.ts";

const LOAD: Load = {
  at: new Date(0),
  requestsPerSecond: 2,
  tokensPerSecond: 10,
  refusedPerSecond: 0,
  totalP50Ms: 8,
  totalP99Ms: 40,
  queueMs: 3,
  computeMs: 5,
  totalMs: 10,
  batchRows: 2,
  paddingShare: 0.1,
  queuedRequests: 0,
  cacheHitsPerSecond: 0,
};

test("what is neither waiting nor computing is the rest, live and over a day", () => {
  const expected = { queueMs: 3, computeMs: 5, restMs: 2, totalMs: 10, p50Ms: 8, p99Ms: 40 };
  expect(liveTime(LOAD)).toEqual(expected);
  expect(
    pastTime({ queueMs: 3, computeMs: 5, totalMs: 10 }, { p50Ms: 8, p99Ms: 40, queueMs: 0, computeMs: 0 }),
  ).toEqual(expected);
});

test("without a request there is no time to divide", () => {
  expect(liveTime(null)).toBeNull();
  expect(liveTime({ ...LOAD, requestsPerSecond: 0 })).toBeNull();
  expect(pastTime({ queueMs: 0, computeMs: 0, totalMs: 0 }, null)).toBeNull();
});

test.each([
  [0, 0, 0],
  [3, 5, 7.9],
  [12, 0, 3],
  [0.2, 1.4, 250],
])("parts of %s and %s ms in a whole of %s add up, and none is negative", (queueMs, computeMs, totalMs) => {
  const time = liveTime({ ...LOAD, queueMs, computeMs, totalMs });
  expect(time?.restMs).toBeGreaterThanOrEqual(0);
  expect((time?.queueMs ?? 0) + (time?.computeMs ?? 0) + (time?.restMs ?? 0)).toBe(time?.totalMs);
  expect(time?.totalMs).toBeGreaterThanOrEqual(totalMs);
});
