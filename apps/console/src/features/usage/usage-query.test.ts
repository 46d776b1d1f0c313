import { expect, test } from "vitest";
import { parseUsageQuery, usageAddress } from "./usage-query.ts";

const key = "019aadc4-0000-7000-8000-000000000001";

test("an empty address shows the requests of a day by model", () => {
  expect(parseUsageQuery({})).toMatchObject({ range: "24h", group: "model", show: "requests" });
});

test("what makes no sense in the address is left out", () => {
  const query = parseUsageQuery({ range: "9y", group: "person", key: "1; drop table", after: ["a", "b"] });
  expect(query).toMatchObject({ range: "24h", group: "model" });
  expect(query.key).toBeUndefined();
  expect(query.after).toBeUndefined();
});

test("the address survives being written and read", () => {
  const query = parseUsageQuery({ range: "7d", group: "key", show: "cost", model: "millrace-embed", key });
  expect(parseUsageQuery(usageAddress(query, {}))).toEqual(query);
});

test("a change of the filter starts the list of requests anew", () => {
  const query = parseUsageQuery({ after: "cursor", key });
  expect(usageAddress(query, { range: "1h" })).not.toHaveProperty("after");
  expect(usageAddress(query, { key: undefined })).not.toHaveProperty("key");
  expect(usageAddress(query, { after: "next" })).toMatchObject({ after: "next", key });
});
