import fc from "fast-check";
import { expect, test } from "vitest";
import { WaitingLine, WINDOW_ITEMS } from "./waiting-line.ts";

type Item = { tokens: number; alone: boolean; order: number };

const BOUNDS = { tokensMax: 256, rowsMax: 8 };
const costMs = (rows: number, length: number) => 8 + rows * length;
const shapes = fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 300 }), alone: fc.boolean() }), {
  maxLength: 80,
});

function lineOf(items: readonly Omit<Item, "order">[]): { line: WaitingLine<Item>; items: Item[] } {
  const numbered = items.map((item, order) => ({ ...item, order }));
  const line = new WaitingLine<Item>();
  line.join(numbered);
  return { line, items: numbered };
}

function drain(line: WaitingLine<Item>): Item[][] {
  const batches = [];
  for (let batch = line.take(BOUNDS, costMs); batch.length > 0; batch = line.take(BOUNDS, costMs))
    batches.push(batch);
  return batches;
}

test("everything that joins is taken exactly once, and then nothing waits", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const { line, items } = lineOf(all);
      const taken = drain(line).flat();
      expect(taken.toSorted((a, b) => a.order - b.order)).toEqual(items);
      expect([line.size, line.tokens]).toEqual([0, 0]);
    }),
  );
});

test("an item that must be alone shares its batch with nobody", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const shared = drain(lineOf(all).line).filter((batch) => batch.some((item) => item.alone));
      expect(shared.every((batch) => batch.length === 1)).toBe(true);
    }),
  );
});

test("an item waits for at most as many batches as there were items before it", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      for (const [index, batch] of drain(lineOf(all).line).entries()) {
        for (const item of batch) expect(index).toBeLessThanOrEqual(item.order);
      }
    }),
  );
});

test("items that return stand before all that came after them, in whatever order they return", () => {
  const { line, items } = lineOf(Array(30).fill({ tokens: 8, alone: false }));
  const first = line.take(BOUNDS, costMs);
  const second = line.take(BOUNDS, costMs);
  line.rejoin(second);
  line.rejoin(first);
  expect(drain(line).flat()).toEqual(items);
});

test("items that leave are in no batch", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const { line, items } = lineOf(all);
      const left = line.remove((item) => item.order % 3 === 0);
      expect([...left, ...drain(line).flat()].toSorted((a, b) => a.order - b.order)).toEqual(items);
      expect(line.tokens).toBe(0);
    }),
  );
});

test("a line longer than the window keeps its order", () => {
  const { line } = lineOf(Array(WINDOW_ITEMS * 2).fill({ tokens: 100, alone: false }));
  const numbers = drain(line).flatMap((batch) => batch.map((item) => item.order));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});
