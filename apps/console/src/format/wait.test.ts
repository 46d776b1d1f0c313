import { expect, test } from "vitest";
import { waitOf } from "./wait.ts";

const UNIT_MS = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 };

test("whoever waits as long as they were told has waited long enough, and not for nothing", () => {
  for (let waitMs = 1; waitMs < 30 * 3_600_000; waitMs = Math.ceil(waitMs * 1.31)) {
    const { unit, count } = waitOf(waitMs);
    const toldMs = count * UNIT_MS[unit];
    expect(toldMs, `${waitMs} ms`).toBeGreaterThanOrEqual(waitMs);
    expect(toldMs - waitMs, `${waitMs} ms`).toBeLessThan(UNIT_MS[unit]);
  }
});

test("a wait is told in the unit that people would use", () => {
  expect(waitOf(0)).toEqual({ unit: "seconds", count: 1 });
  expect(waitOf(90_000)).toEqual({ unit: "seconds", count: 90 });
  expect(waitOf(15 * 60_000)).toEqual({ unit: "minutes", count: 15 });
  expect(waitOf(24 * 3_600_000)).toEqual({ unit: "hours", count: 24 });
});
