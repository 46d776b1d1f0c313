import fc from "fast-check";
import { expect, test } from "vitest";
import { Forecast } from "./forecast.ts";
import { WINDOW_ITEMS } from "./gather-batch.ts";
import type { LineItem, Ticket } from "./ticket.ts";
import { WaitingLine } from "./waiting-line.ts";

type Shape = Pick<LineItem, "tokens" | "alone" | "kin"> & { readonly flow: string };

const BOUNDS = { tokensMax: 256, rowsMax: 8 };
const costMs = (rows: number, length: number) => 8 + rows * length;
const shapes = fc.array(
  fc.record({
    tokens: fc.integer({ min: 1, max: 300 }),
    alone: fc.boolean(),
    kin: fc.constantFrom("x", "x", "y", null),
    flow: fc.constantFrom("a", "b", "c"),
  }),
  { maxLength: 80 },
);

function lineOf(all: readonly Shape[]): { line: WaitingLine<LineItem>; items: LineItem[] } {
  const line = new WaitingLine<LineItem>();
  const items = all.map(({ tokens, alone, kin, flow }, order) => {
    const ticket: Ticket = {
      priority: "interactive",
      flow: line.flows.accountOf(flow),
      admittedAtMs: 0,
      deadlineAtMs: Number.POSITIVE_INFINITY,
      dueAtMs: 1_000 + order,
      waiting: 0,
      isWaiting: false,
    };
    return { ticket, tokens, alone, kin, order, planMs: tokens };
  });
  for (const item of items) line.join(item.ticket, [item]);
  return { line, items };
}

function take(line: WaitingLine<LineItem>): LineItem[] {
  const lines = { interactive: line, batch: new WaitingLine<LineItem>() };
  return line.take(BOUNDS, new Forecast({ nowMs: 0, lines, replicas: 1, busyMs: 0, stretch: 1, costMs }));
}

function drain(line: WaitingLine<LineItem>): LineItem[][] {
  const batches = [];
  for (let batch = take(line); batch.length > 0; batch = take(line)) batches.push(batch);
  return batches;
}

const byOrder = (items: readonly LineItem[]) => items.toSorted((a, b) => a.order - b.order);

test("everything that joins is taken exactly once, and then nothing waits", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const { line, items } = lineOf(all);
      expect(line.requests).toBe(items.length);
      expect(byOrder(drain(line).flat())).toEqual(items);
      expect([line.size, line.tokens, line.workMs, line.requests]).toEqual([0, 0, 0, 0]);
      expect(items.every(({ ticket }) => ticket.flow.requests === 0 && ticket.flow.workMs === 0)).toBe(true);
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

test("only items of equal kin share a batch, and one of none shares with nobody", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      for (const batch of drain(lineOf(all).line)) {
        expect(new Set(batch.map(({ kin }) => kin)).size).toBe(1);
        if (batch[0]?.kin === null) expect(batch).toHaveLength(1);
      }
    }),
  );
});

test("items of equal kin find each other among others", () => {
  const kins = ["x", "y", "x", null, "y", "x"];
  const { line } = lineOf(kins.map((kin) => ({ tokens: 8, alone: false, kin, flow: "a" })));
  expect(drain(line).map((batch) => batch.map(({ order }) => order))).toEqual([[0, 2, 5], [1, 4], [3]]);
});

test("an item of a flow that is alone waits for at most as many batches as there were items before it", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const { line } = lineOf(all.map((shape) => ({ ...shape, flow: "a" })));
      for (const [index, batch] of drain(line).entries()) {
        for (const item of batch) expect(index).toBeLessThanOrEqual(item.order);
      }
    }),
  );
});

test("items that return stand before all that came after them, in whatever order they return", () => {
  const { line, items } = lineOf(Array(30).fill({ tokens: 8, alone: false, kin: "", flow: "a" }));
  const first = take(line);
  const second = take(line);
  for (const item of [...second, ...first]) line.rejoin(item);
  expect(drain(line).flat()).toEqual(items);
});

test("items of a request that is dropped are in no batch", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const { line, items } = lineOf(all);
      const [left, stayed] = [
        items.filter(({ order }) => order % 3 === 0),
        items.filter(({ order }) => order % 3),
      ];
      for (const { ticket } of left) line.drop(ticket);
      expect(line.requests).toBe(stayed.length);
      expect(byOrder(drain(line).flat())).toEqual(stayed);
      expect(line.tokens).toBe(0);
    }),
  );
});

test("a line longer than the window keeps its order", () => {
  const { line } = lineOf(Array(WINDOW_ITEMS * 2).fill({ tokens: 100, alone: false, kin: "", flow: "a" }));
  const numbers = drain(line).flatMap((batch) => batch.map((item) => item.order));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test("the work before a ticket is the work of its flow that is due no later", () => {
  fc.assert(
    fc.property(shapes, (all) => {
      const { line, items } = lineOf(all);
      for (const { ticket, order } of items) {
        const before = items.filter((other) => other.ticket.flow === ticket.flow && other.order <= order);
        expect(line.workBeforeMs(ticket)).toBe(before.reduce((total, { planMs }) => total + planMs, 0));
      }
    }),
  );
});
