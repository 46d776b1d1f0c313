import { expect, test } from "vitest";
import { entryDiff, subjectName } from "./entry-diff.ts";

test("only what differs is told, also inside of groups", () => {
  const before = { name: "embed", replicas: 1, cache: { bytes: 5, kind: "lru" }, tags: ["a"], gone: true };
  const after = {
    name: "embed",
    replicas: 2,
    cache: { bytes: 6, kind: "lru" },
    tags: ["a", "b"],
    note: "new",
  };
  expect(entryDiff(before, after)).toEqual([
    { field: "replicas", before: "1", after: "2" },
    { field: "cache.bytes", before: "5", after: "6" },
    { field: "tags", before: "a", after: "a, b" },
    { field: "gone", before: "true", after: null },
    { field: "note", before: null, after: "new" },
  ]);
});

test("of what came or went, everything is told", () => {
  expect(entryDiff(null, { name: "x", list: [], group: {} })).toEqual([
    { field: "name", before: null, after: "x" },
    { field: "list", before: null, after: "[]" },
    { field: "group", before: null, after: "{}" },
  ]);
  expect(entryDiff({ name: "x" }, null)).toEqual([{ field: "name", before: "x", after: null }]);
  expect(entryDiff(null, null)).toEqual([]);
});

test("a thing is called by its name, before and after", () => {
  expect(subjectName({ name: "old" }, { name: "new" })).toBe("new");
  expect(subjectName({ name: "old" }, null)).toBe("old");
  expect(subjectName(null, { email: "ada@example.test" })).toBe("ada@example.test");
  expect(subjectName({ name: 7 }, {})).toBeNull();
});
