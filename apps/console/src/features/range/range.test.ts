import { expect, test } from "vitest";
import { bucketOf, bucketStarts, parseLongRange, parseRange, periodOfRange, RANGES } from "./range.ts";

const now = new Date("2026-11-24T13:37:21.500Z");

test.each([
  ["1h", "2026-11-24T12:38:00.000Z", "2026-11-24T13:38:00.000Z"],
  ["24h", "2026-11-23T14:00:00.000Z", "2026-11-24T14:00:00.000Z"],
  ["7d", "2026-11-17T14:00:00.000Z", "2026-11-24T14:00:00.000Z"],
  ["30d", "2026-10-26T00:00:00.000Z", "2026-11-25T00:00:00.000Z"],
  ["90d", "2026-08-27T00:00:00.000Z", "2026-11-25T00:00:00.000Z"],
  ["12mo", "2025-12-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
] as const)("%s is made of whole buckets that hold this moment", (range, start, end) => {
  const period = periodOfRange(range, now);
  expect([period.start.toISOString(), period.end.toISOString()]).toEqual([start, end]);
});

test("the buckets of a range cover it without a gap", () => {
  for (const range of RANGES) {
    const period = periodOfRange(range, now);
    const starts = bucketStarts(period, bucketOf(range));
    const stepMs = starts.slice(1).map((start, index) => start.getTime() - (starts[index]?.getTime() ?? 0));
    expect(starts[0]).toEqual(period.start);
    expect(new Set(stepMs).size).toBe(1);
    expect((starts.at(-1)?.getTime() ?? 0) + (stepMs[0] ?? 0)).toBe(period.end.getTime());
  }
});

test("twelve months are drawn by the month, however long each is", () => {
  const starts = bucketStarts(periodOfRange("12mo", now), "month");
  expect(starts).toHaveLength(12);
  expect(starts.map((start) => start.toISOString().slice(7))).toEqual(starts.map(() => "-01T00:00:00.000Z"));
  expect(starts.at(-1)?.toISOString().slice(0, 7)).toBe("2026-11");
});

test("a span that begins within a day begins with that day", () => {
  const period = { start: new Date("2026-11-17T14:00:00Z"), end: new Date("2026-11-19T14:00:00Z") };
  expect(bucketStarts(period, "day").map((start) => start.toISOString().slice(0, 10))).toEqual([
    "2026-11-17",
    "2026-11-18",
    "2026-11-19",
  ]);
});

test("a long range is one only where it is offered", () => {
  expect(parseRange("90d")).toBe("24h");
  expect(parseLongRange("90d")).toBe("90d");
});

test.each(["", "1y", undefined, ["24h", "7d"]])("%j in the address means the default range", (text) => {
  expect(parseRange(text)).toBe("24h");
});
