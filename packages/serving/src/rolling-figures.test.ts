import type { Clock } from "@millrace/kernel";
import { expect, test } from "vitest";
import type { CacheUse } from "./requests.ts";
import { FigureKeeper } from "./rolling-figures.ts";

function handClock(): Clock & { passMs(ms: number): void } {
  let nowMs = 1_000_000;
  return {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    passMs: (ms) => {
      nowMs += ms;
    },
  };
}

const request = (totalMs: number, inputTokens: number, cache: CacheUse = "off") => ({
  timings: { queueMs: 1, computeMs: 2, totalMs, batchRows: 1, paddingShare: 0 },
  inputTokens,
  cache,
});

test("percentiles are within five per cent of the true ones", () => {
  const clock = handClock();
  const figures = new FigureKeeper(clock);
  for (let ms = 1; ms <= 1_000; ms += 1) figures.countRequest(request(ms, 10));
  const { totalP50Ms, totalP99Ms } = figures.read();
  expect(Math.abs((totalP50Ms ?? 0) / 500 - 1)).toBeLessThan(0.05);
  expect(Math.abs((totalP99Ms ?? 0) / 990 - 1)).toBeLessThan(0.05);
});

test("a steady load is told as its rate", () => {
  const clock = handClock();
  const figures = new FigureKeeper(clock);
  for (let tenth = 0; tenth < 200; tenth += 1) {
    figures.countRequest(request(5, 30));
    figures.countRefused();
    clock.passMs(100);
  }
  const read = figures.read();
  expect(read.requestsPerSecond).toBeCloseTo(10, 6);
  expect(read.inputTokensPerSecond).toBeCloseTo(300, 6);
  expect(read.refusedPerSecond).toBeCloseTo(10, 6);
  expect([read.queueMeanMs, read.computeMeanMs, read.totalMeanMs]).toEqual([1, 2, 5]);
});

test("what happened more than ten seconds ago is not told", () => {
  const clock = handClock();
  const figures = new FigureKeeper(clock);
  figures.countRequest(request(5, 30));
  figures.countBatch({ rows: 1, tokens: 30, paddedTokens: 30 });
  clock.passMs(11_000);
  expect(figures.read()).toMatchObject({ requestsPerSecond: 0, totalP99Ms: null, batchRowsMean: null });
});

test("padding is the part of the computed tokens that nobody sent", () => {
  const figures = new FigureKeeper(handClock());
  figures.countBatch({ rows: 2, tokens: 15, paddedTokens: 20 });
  figures.countBatch({ rows: 4, tokens: 75, paddedTokens: 80 });
  expect(figures.read()).toMatchObject({ batchRowsMean: 3, paddingShare: 0.1 });
});

test("a request counts as a hit when all of it was known", () => {
  const clock = handClock();
  const figures = new FigureKeeper(clock);
  const uses: CacheUse[] = ["hit", "partial", "miss", "off", "hit"];
  for (const cache of uses) figures.countRequest(request(1, 1, cache));
  clock.passMs(999);
  const { requestsPerSecond, cacheHitsPerSecond } = figures.read();
  expect(cacheHitsPerSecond / requestsPerSecond).toBeCloseTo(2 / 5, 6);
});
