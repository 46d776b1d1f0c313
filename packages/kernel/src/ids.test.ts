import { expect, test } from "vitest";
import { isUuid, newId } from "./ids.ts";

test("ids made one after the other sort in that order", () => {
  const ids = Array.from({ length: 1_000 }, newId);
  const milliseconds = ids.map((id) => id.slice(0, 13));
  expect(milliseconds).toEqual([...milliseconds].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every(isUuid)).toBe(true);
});

test("ids from outside are only accepted in their canonical form", () => {
  expect(isUuid(newId().toUpperCase())).toBe(false);
  expect(isUuid("1; drop table")).toBe(false);
});
