import { expect, test } from "vitest";
import { derivedId, isDerivedId, isUuid, newId } from "./ids.ts";

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

test("an id that follows from parts is the same each time, and another one for other parts", () => {
  expect(derivedId("team", "retry 1")).toBe(derivedId("team", "retry 1"));
  const ids = [
    derivedId("a", "b"),
    derivedId("ab", ""),
    derivedId("", "ab"),
    derivedId("a"),
    derivedId("b", "a"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids.every(isDerivedId)).toBe(true);
  expect(isDerivedId(newId())).toBe(false);
});
