import { expect, test } from "vitest";
import {
  bucketOfQuery,
  bucketsFor,
  daysOf,
  isNarrowed,
  NOT_NARROWED,
  parseUsageQuery,
  periodOfQuery,
  usageAddress,
} from "./usage-query.ts";

const key = "019aadc4-0000-7000-8000-000000000001";
const now = new Date("2026-11-24T13:37:21.500Z");

test("an empty address shows the requests of a day by model", () => {
  expect(parseUsageQuery({})).toMatchObject({ range: "24h", group: "model", show: "requests" });
});

test("what makes no sense in the address is left out", () => {
  const params = { range: "9y", group: "person", key: "1; drop table", after: ["a", "b"] };
  const query = parseUsageQuery({ ...params, member: "everybody", outcome: "lost", by: "minute" });
  expect(query).toMatchObject({ range: "24h", group: "model" });
  for (const name of ["key", "after", "member", "outcome", "by"] as const)
    expect(query[name]).toBeUndefined();
});

test("the address survives being written and read", () => {
  const params = {
    range: "7d",
    from: "2026-10-01",
    to: "2026-10-31",
    by: "day",
    group: "member",
    show: "cost",
  };
  const query = parseUsageQuery({
    ...params,
    model: "millrace-embed",
    key,
    member: "service",
    outcome: "failed",
  });
  expect(parseUsageQuery(usageAddress(query, {}))).toEqual(query);
  expect(query).toMatchObject(params);
});

test("a change of the filter starts the list of requests anew", () => {
  const query = parseUsageQuery({ after: "cursor", key });
  expect(usageAddress(query, { range: "1h" })).not.toHaveProperty("after");
  expect(usageAddress(query, { key: undefined })).not.toHaveProperty("key");
  expect(usageAddress(query, { after: "next" })).toMatchObject({ after: "next", key });
});

test("a page that is widened keeps its span and its groups", () => {
  const query = parseUsageQuery({ key, outcome: "failed", range: "30d", group: "key" });
  expect(isNarrowed(query)).toBe(true);
  expect(usageAddress(query, NOT_NARROWED)).toEqual({ range: "30d", group: "key", show: "requests" });
});

test("days of one's own count from the start of the first to the end of the last", () => {
  const query = parseUsageQuery({ range: "1h", from: "2026-10-01", to: "2026-10-31" });
  const period = periodOfQuery(query, now);
  expect(period).toEqual({ start: new Date("2026-10-01T00:00:00Z"), end: new Date("2026-11-01T00:00:00Z") });
  expect(daysOf(period)).toEqual({ from: query.from, to: query.to });
});

test.each([
  ["only the first", { from: "2026-10-01" }],
  ["the last before the first", { from: "2026-10-02", to: "2026-10-01" }],
  ["a day that is none", { from: "2026-02-30", to: "2026-10-01" }],
  ["more than 400 days", { from: "2025-01-01", to: "2026-10-01" }],
])("%s is no span, and the range counts", (_, params) => {
  expect(periodOfQuery(parseUsageQuery({ range: "30d", ...params }), now).end).toEqual(
    new Date("2026-11-25T00:00:00Z"),
  );
});

test.each([
  ["1h", "minute", []],
  ["24h", "hour", ["hour"]],
  ["7d", "hour", ["hour", "day"]],
  ["30d", "day", ["hour", "day"]],
  ["90d", "day", ["day", "month"]],
  ["12mo", "month", ["day", "month"]],
] as const)(
  "%s is drawn by the %s unless another is chosen of those that make a picture",
  (range, usual, all) => {
    const period = periodOfQuery(parseUsageQuery({ range }), now);
    expect(bucketsFor(period)).toEqual(all);
    expect(bucketOfQuery(parseUsageQuery({ range }), period)).toBe(usual);
    for (const by of ["hour", "day", "month"] as const) {
      const wanted = all.some((bucket) => bucket === by) ? by : usual;
      expect(bucketOfQuery(parseUsageQuery({ range, by }), period)).toBe(wanted);
    }
  },
);
