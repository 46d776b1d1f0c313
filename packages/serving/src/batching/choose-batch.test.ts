import fc from "fast-check";
import { expect, test } from "vitest";
import { type BatchBounds, bestBatch, chooseBatch, type JoinRules } from "./choose-batch.ts";
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

type Rules = Partial<JoinRules> & Pick<JoinRules, "bounds" | "costMs">;

/** The batch that gathers around the first of these lengths. */
function batchOf(all: readonly number[], rules: Rules) {
  const head = { rows: 1, longest: all[0] ?? Number.NaN };
  const joined = chooseBatch(head, all.slice(1), {
    savingMin: 0,
    batchMsMax: Number.POSITIVE_INFINITY,
    ...rules,
  });
  const positions = [0, ...joined.map((position) => position + 1)];
  const chosen = positions.map((position) => all[position] ?? Number.NaN);
  return { positions, chosen, rows: chosen.length, longest: Math.max(...chosen) };
}

test("every position is one that waits, and none comes twice", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => {
      const { positions } = batchOf(all, { bounds: limits, costMs });
      expect(positions.every((position) => position in all)).toBe(true);
      expect(new Set(positions).size).toBe(positions.length);
    }),
  );
});

test("no batch of two or more goes over its bounds, of rows, tokens or time", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, fc.nat(5_000), (all, limits, costMs, batchMsMax) => {
      const { rows, longest } = batchOf(all, { bounds: limits, costMs, batchMsMax });
      expect(rows).toBeLessThanOrEqual(limits.rowsMax);
      if (rows === 1) return;
      expect(rows * longest).toBeLessThanOrEqual(limits.tokensMax);
      expect(costMs(rows, longest)).toBeLessThanOrEqual(batchMsMax);
    }),
  );
});

test("a batch never takes longer than its inputs one by one, and joining saves what it must", () => {
  const saving = fc.double({ min: 0, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(lengths, bounds, costs, saving, (all, limits, costMs, savingMin) => {
      const { chosen, rows, longest } = batchOf(all, { bounds: limits, costMs, savingMin });
      const [head = 0, ...joined] = chosen.map((length) => costMs(1, length));
      const allowed = joined.reduce((sum, aloneMs) => sum + aloneMs * (1 - savingMin), head);
      expect(costMs(rows, longest)).toBeLessThanOrEqual(allowed * (1 + 1e-9));
    }),
  );
});

test("of equal inputs those whose turn is earlier go first", () => {
  fc.assert(
    fc.property(lengths, bounds, costs, (all, limits, costMs) => {
      const { positions } = batchOf(all, { bounds: limits, costMs });
      const isLeft = (position: number) => !positions.includes(position);
      for (const position of positions) {
        const twins = [...all.keys()].filter((other) => other < position && all[other] === all[position]);
        expect(twins.filter(isLeft)).toEqual([]);
      }
    }),
  );
});

test("equal lengths fill the batch to its bounds", () => {
  const rules = { bounds: { tokensMax: 256, rowsMax: 32 }, costMs: overheadOf(0) };
  expect(batchOf(Array(50).fill(8), rules).rows).toBe(32);
  expect(batchOf(Array(50).fill(32), rules).rows).toBe(8);
});

test("a batch stops growing where it would run slower than in two parts", () => {
  const crowded: BatchCost = (rows, length) => 10 + rows * length + (rows * length) ** 2 / 20_000;
  const rules = { bounds: { tokensMax: 4_096, rowsMax: 64 }, costMs: crowded };
  expect(batchOf(Array(64).fill(8), rules).rows).toBe(64);
  const long = batchOf(Array(64).fill(128), rules).rows;
  expect(long).toBeGreaterThan(1);
  expect(long).toBeLessThan(8);
});

test("a short input is not padded to a long one that waits beside it", () => {
  const rules = { bounds: { tokensMax: 4_096, rowsMax: 32 }, costMs: overheadOf(8) };
  expect(batchOf([8, 500, 9, 510, 12], rules).positions).toEqual([0, 2, 4]);
});

test("an input longer than the bound goes alone", () => {
  const rules = { bounds: { tokensMax: 512, rowsMax: 8 }, costMs: overheadOf(8) };
  expect(batchOf([600, 600], rules).positions).toEqual([0]);
});

test("the best batch of a length is none in which a row costs more than alone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 512 }), bounds, costs, (length, limits, costMs) => {
      const { rows, rowMs } = bestBatch(length, limits, costMs);
      expect(rowMs).toBeLessThanOrEqual(costMs(1, length));
      expect(rowMs).toBeCloseTo(costMs(rows, length) / rows, 9);
      expect(rows === 1 || (rows <= limits.rowsMax && rows * length <= limits.tokensMax)).toBe(true);
    }),
  );
});
