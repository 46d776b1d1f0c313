import { expect, test } from "vitest";
import { isInside, PLACES, placesFor, splitForBar } from "./places.ts";

test("somebody sees the places that they may use, and no other", () => {
  const readers = new Set([
    "deployments.read",
    "usage.read",
    "keys.read",
    "models.read",
    "members.read",
    "limits.read",
  ]);
  const visible = placesFor((permission) => readers.has(permission));
  expect(visible).toEqual(["overview", "models", "deployments", "usage", "limits", "keys", "team"]);
  expect(placesFor(() => false)).toEqual([]);
  expect(placesFor(() => true)).toEqual(PLACES.map(({ name }) => name));
});

test("a narrow screen has at most five targets at its bottom, and loses no place", () => {
  const all = placesFor(() => true);
  const { bar, more } = splitForBar(all);
  expect(bar.length + 1).toBeLessThanOrEqual(5);
  expect([...bar, ...more]).toEqual(all);
});

test("the front page is only itself, other places reach below", () => {
  const [overview] = PLACES;
  const keys = PLACES.find(({ name }) => name === "keys");
  expect(overview && isInside(overview, "/keys")).toBe(false);
  expect(keys && isInside(keys, "/keys/new")).toBe(true);
  expect(keys && isInside(keys, "/keysmith")).toBe(false);
});
