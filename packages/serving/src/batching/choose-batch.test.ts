import fc from "fast-check";
import { expect, test } from "vitest";
import { type BatchBounds, chooseBatch } from "./choose-batch.ts";

const lengths = fc.array(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 60 });
const bounds: fc.Arbitrary<BatchBounds> = fc.record({
  tokensMax: fc.integer({ min: 1, max: 4_096 }),
  rowsMax: fc.integer({ min: 1, max: 64 }),
  overheadTokens: fc.integer({ min: 0, max: 64 }),
});

function batchOf(all: readonly number[], limits: BatchBounds) {
  const positions = chooseBatch(all, limits);
  const chosen = positions.map((position) => all[position] ?? Number.NaN);
  return { positions, chosen, rows: chosen.length, longest: Math.max(...chosen) };
}

test("the oldest input goes in the very next batch", () => {
  fc.assert(fc.property(lengths, bounds, (all, limits) => chooseBatch(all, limits)[0] === 0));
});

test("every position is one that waits, and none comes twice", () => {
  fc.assert(
    fc.property(lengths, bounds, (all, limits) => {
      const { positions } = batchOf(all, limits);
      expect(positions.every((position) => position in all)).toBe(true);
      expect(new Set(positions).size).toBe(positions.length);
    }),
  );
});

test("no batch of two or more goes over its bounds", () => {
  fc.assert(
    fc.property(lengths, bounds, (all, limits) => {
      const { rows, longest } = batchOf(all, limits);
      expect(rows).toBeLessThanOrEqual(limits.rowsMax);
      if (rows > 1) expect(rows * longest).toBeLessThanOrEqual(limits.tokensMax);
    }),
  );
});

test("a batch never costs more than its inputs one by one", () => {
  fc.assert(
    fc.property(lengths, bounds, (all, limits) => {
      const { chosen, rows, longest } = batchOf(all, limits);
      const apart = chosen.reduce((sum, length) => sum + length + limits.overheadTokens, 0);
      expect(rows * longest + limits.overheadTokens).toBeLessThanOrEqual(apart);
    }),
  );
});

test("equal lengths fill the batch to its bounds", () => {
  const limits = { tokensMax: 256, rowsMax: 32, overheadTokens: 0 };
  expect(chooseBatch(Array(50).fill(8), limits)).toHaveLength(32);
  expect(chooseBatch(Array(50).fill(32), limits)).toHaveLength(8);
});

test("a short input is not padded to a long one that waits beside it", () => {
  const limits = { tokensMax: 4_096, rowsMax: 32, overheadTokens: 8 };
  expect(chooseBatch([8, 500, 9, 510, 12], limits)).toEqual([0, 2, 4]);
});

test("an input longer than the bound goes alone", () => {
  expect(chooseBatch([600, 600], { tokensMax: 512, rowsMax: 8, overheadTokens: 8 })).toEqual([0]);
});
