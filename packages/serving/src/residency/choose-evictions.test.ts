import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseEvictions } from "./choose-evictions.ts";

const one = fc.record({
  bytes: fc.integer({ min: 1, max: 1_000 }),
  loadMs: fc.integer({ min: 0, max: 60_000 }),
  requestsPerSecond: fc.double({ min: 0, max: 1_000, noNaN: true }),
});
const some = fc.array(one, { maxLength: 20 });
const bytesOf = (all: readonly { bytes: number }[]) => all.reduce((sum, { bytes }) => sum + bytes, 0);

test("what goes is enough, and without any of it would not be", () => {
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 5_000 }), (evictable, needBytes) => {
      const chosen = chooseEvictions(evictable, needBytes);
      if (chosen === null) {
        expect(bytesOf(evictable)).toBeLessThan(needBytes);
        return;
      }
      expect(new Set(chosen).size).toBe(chosen.length);
      for (const victim of chosen) expect(evictable).toContain(victim);
      expect(bytesOf(chosen)).toBeGreaterThanOrEqual(needBytes);
      for (const victim of chosen) expect(bytesOf(chosen) - victim.bytes).toBeLessThan(needBytes);
    }),
  );
});

test("nobody goes when nothing is needed, or when all together are not enough", () => {
  const evictable = [{ bytes: 10, loadMs: 1, requestsPerSecond: 1 }];
  expect([0, -5, 11].map((needBytes) => chooseEvictions(evictable, needBytes))).toEqual([[], [], null]);
});

test("among models of one size, those that stay save at least as much load time as those that go", () => {
  fc.assert(
    fc.property(some, fc.integer({ min: 1, max: 20 }), (any, count) => {
      const evictable = any.map((model) => ({ ...model, bytes: 100 }));
      const chosen = chooseEvictions(evictable, count * 100) ?? [];
      const worth = (model: (typeof evictable)[number]) => model.loadMs * model.requestsPerSecond;
      const staying = evictable.filter((model) => !chosen.includes(model));
      for (const victim of chosen)
        for (const other of staying) expect(worth(victim)).toBeLessThanOrEqual(worth(other));
    }),
  );
});
