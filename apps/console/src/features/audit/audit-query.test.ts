import { expect, test } from "vitest";
import { auditAddress, auditFilterOf, isNarrowed, parseAuditQuery } from "./audit-query.ts";

const person = "0198a000-0000-7000-8000-000000000001";

test("an address says the same again", () => {
  const address = {
    verb: "key.create",
    person,
    type: "key",
    from: "2026-01-01",
    to: "2026-01-31",
    text: "50 %",
  };
  const query = parseAuditQuery({ ...address, after: "120" });
  expect(auditAddress(query, {})).toEqual(address);
  expect(auditAddress(query, { after: "20" })).toEqual({ ...address, after: "20" });
  expect(auditFilterOf(query, "Asia/Shanghai")).toEqual({
    verb: "key.create",
    person,
    subjectType: "key",
    text: "50 %",
    from: new Date("2025-12-31T16:00:00Z"),
    to: new Date("2026-01-31T16:00:00Z"),
  });
});

test.each([
  { verb: "'; --" },
  { person: "me" },
  { type: ["key", "team"] },
  { from: "yesterday" },
  { to: "2026-02-30" },
  { text: "a\0b" },
  { text: "x".repeat(10_000) },
  { text: "" },
  { after: "0" },
  { after: "1e9" },
  { teamId: person },
])("%j in an address narrows nothing", (params) => {
  expect(isNarrowed(parseAuditQuery(params as never))).toBe(false);
});
