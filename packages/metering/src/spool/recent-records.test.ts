import fc from "fast-check";
import { expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { RECENT_MAX, RecentRecords } from "./recent-records.ts";

const RECORD = exampleRecord();
/** Tells records apart by their number. */
const record = (inputs: number) => ({ ...RECORD, inputs });
const groupOf = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => record(first + index));

const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), count: fc.nat({ max: 4 }) }),
  fc.record({ kind: fc.constant("miss" as const), count: fc.nat({ max: 4 }) }),
  fc.record({ kind: fc.constant("take" as const), count: fc.nat({ max: 6 }) }),
  fc.record({ kind: fc.constant("read file" as const), count: fc.nat({ max: 6 }) }),
);

test("what is taken is what follows, in order and without a gap, whatever was not seen or read elsewhere", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const recent = new RecentRecords();
      let [last, taken] = [0, 0];
      for (const { kind, count } of steps) {
        if (kind === "add") recent.add(groupOf(last + 1, count), last + count);
        if (kind === "add" || kind === "miss") last += count;
        if (kind === "read file") taken = Math.min(taken + count, last);
        if (kind !== "take") continue;
        const found = recent.takeAfter(taken, count).map(({ inputs }) => inputs);
        expect(found).toEqual(found.map((_, index) => taken + 1 + index));
        taken += found.length;
        expect(taken).toBeLessThanOrEqual(last);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a taker who keeps up finds everything here", () => {
  const recent = new RecentRecords();
  for (let last = 3; last <= 3 * RECENT_MAX; last += 3) {
    recent.add(groupOf(last - 2, 3), last);
    expect(recent.takeAfter(last - 3, 10)).toHaveLength(3);
  }
});

test("a taker who falls behind finds nothing, and what is held stays bounded", () => {
  const recent = new RecentRecords();
  recent.add(groupOf(1, RECENT_MAX), RECENT_MAX);
  recent.add(groupOf(RECENT_MAX + 1, 1), RECENT_MAX + 1);
  expect(recent.takeAfter(0, 10)).toEqual([]);
  expect(recent.takeAfter(RECENT_MAX, 10)).toHaveLength(1);
});
