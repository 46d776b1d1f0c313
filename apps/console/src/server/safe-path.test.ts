import { expect, test } from "vitest";
import { safePath } from "./safe-path.ts";

const ORIGIN = "http://localhost:3000";

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "\t//evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "http://localhost:3001/keys",
  "http://[",
  "",
  null,
])("a callback to %j goes to the front page instead", (wanted) => {
  expect(safePath(wanted, ORIGIN)).toBe("/");
});

test("a path of this origin is kept with its filters, without its fragment", () => {
  expect(safePath("/usage?range=7d#table", ORIGIN)).toBe("/usage?range=7d");
  expect(safePath("http://localhost:3000/keys", ORIGIN)).toBe("/keys");
});

test("a path that only looks like one of ours is still a path of this origin", () => {
  expect(new URL(safePath("/..//evil.example", ORIGIN), ORIGIN).origin).toBe(ORIGIN);
});
