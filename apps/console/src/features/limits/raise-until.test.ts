import { expect, test } from "vitest";
import { parseUntil, tomorrow, writeLocal } from "./raise-until.ts";

const now = new Date("2026-01-15T12:30:00Z");

test("a moment survives the way through the field, wherever the reader is", () => {
  expect(parseUntil(writeLocal(tomorrow(now)), now)).toEqual(new Date("2026-01-16T12:30:00Z"));
});

test.each(["", "soon", writeLocal(now), writeLocal(new Date("2026-02-15T12:31:00Z"))])(
  "%j is no end of a raise",
  (text) => {
    expect(parseUntil(text, now)).toBeNull();
  },
);
