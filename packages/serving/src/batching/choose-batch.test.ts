import fc from "fast-check";
import { expect, test } from "vitest";
import { type BatchBounds, chooseBatch } from "./choose-batch.ts";
import type { BatchCost } from "./cost-model.ts";

const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 60 });
const bounds: fc.Arbitrary<BatchBounds> = fc.record({
  tokensMax: fc.integer({ min: 1, max: 4_096 }),
  rowsMax: fc.integer({ min: 1, max: 64 }),
});
const costs: fc.Arbitrary<BatchCost> = fc
  .record({
    call: fc.integer({ min: 0, max: 64 }),
    pair: fc.double({ min: 0, max: 0.1, noNaN: true }),
    crowd: fc.double({ min: 0, max: 0.001, noNaN: true }),
  })
  .map(
    ({ call, pair, crowd }) =>
      (rows, length) =>
        call + rows * length * (1 + pair * length + crowd * rows * length),
  );

const overheadOf =
  (tokens: number): BatchCost =>
  (rows, length) =>
    tokens + rows * length;

function batchOf(all: readonly number[], limits: BatchBounds, costMs: BatchCost) {
  const positions = chooseBatch(all, limits, costMs);
  const chosen = positions.map((position) => all[position] ?? Number.NaN);
  return { positions, chosen, rows: chosen.length, longest: Math.max(...chosen) };
}

test("the first input goes in the very next batch", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => chooseBatch(all, limits, costMs)[0] === 0),
  );
});

test("every position is one that waits, and none comes twice", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => {
      const { positions } = batchOf(all, limits, costMs);
      expect(positions.every((position) => position in all)).toBe(true);
      expect(new Set(positions).size).toBe(positions.length);
    }),
  );
});

test("no batch of two or more goes over its bounds", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => {
      const { rows, longest } = batchOf(all, limits, costMs);
      expect(rows).toBeLessThanOrEqual(limits.rowsMax);
      if (rows > 1) expect(rows * longest).toBeLessThanOrEqual(limits.tokensMax);
    }),
  );
});

test("a batch never takes longer than its inputs one by one", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => {
      const { chosen, rows, longest } = batchOf(all, limits, costMs);
      const apart = chosen.reduce((sum, length) => sum + costMs(1, length), 0);
      expect(costMs(rows, longest)).toBeLessThanOrEqual(apart * (1 + 1e-9));
    }),
  );
});

test("of equal inputs those whose turn is earlier go first", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => {
      const { positions } = batchOf(all, limits, costMs);
      const isChosen = (position: number) => positions.includes(position);
      for (const position of positions) {
        const earlierTwins = all
          .slice(0, position)
          .map((length, other) => length !== all[position] || isChosen(other));
        expect(earlierTwins.every(Boolean)).toBe(true);
      }
    }),
  );
});

test("equal lengths fill the batch to its bounds", () => {
  const limits = { tokensMax: 256, rowsMax: 32 };
  expect(chooseBatch(Array(50).fill(8), limits, overheadOf(0))).toHaveLength(32);
  expect(chooseBatch(Array(50).fill(32), limits, overheadOf(0))).toHaveLength(8);
});

test("a batch stops growing where it would run slower than in two parts", () => {
  const crowded: BatchCost = (rows, length) => 10 + rows * length + (rows * length) ** 2 / 20_000;
  const limits = { tokensMax: 4_096, rowsMax: 64 };
  expect(chooseBatch(Array(64).fill(8), limits, crowded)).toHaveLength(64);
  const long = chooseBatch(Array(64).fill(128), limits, crowded).length;
  expect(long).toBeGreaterThan(1);
  expect(long).toBeLessThan(8);
});

test("a short input is not padded to a long one that waits beside it", () => {
  expect(chooseBatch([8, 500, 9, 510, 12], { tokensMax: 4_096, rowsMax: 32 }, overheadOf(8))).toEqual([
    0, 2, 4,
  ]);
});

test("an input longer than the bound goes alone", () => {
  expect(chooseBatch([600, 600], { tokensMax: 512, rowsMax: 8 }, overheadOf(8))).toEqual([0]);
});
