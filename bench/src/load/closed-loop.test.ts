import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { closedLoop } from "./closed-loop.ts";

test("what takes longer than the measured time is measured until it is answered once", async () => {
  let calls = 0;
  const { perSecond, p50Ms } = await closedLoop(1, { warmUpMs: 0, measureMs: 5 }, async () => {
    calls += 1;
    await delay(40);
  });
  expect(calls).toBe(1);
  expect(p50Ms).toBeGreaterThan(30);
  expect(perSecond).toBeLessThan(1_000 / 30);
});

test("every caller asks again as soon as it is answered, and the warm-up does not count", async () => {
  let calls = 0;
  const { perSecond } = await closedLoop(3, { warmUpMs: 50, measureMs: 50 }, async () => {
    calls += 1;
    await delay(5);
  });
  expect(calls).toBeGreaterThan(3);
  expect((perSecond * 50) / 1_000).toBeLessThan(calls);
});
