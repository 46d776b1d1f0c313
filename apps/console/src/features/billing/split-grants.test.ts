import { expect, test } from "vitest";
import { splitGrants } from "./split-grants.ts";

const NOW = new Date("2026-03-10T12:00:00Z");
const LATER = new Date("2026-03-10T12:00:01Z");

test("what is used up or expired is apart from what can still be used", () => {
  const left = { amountPico: 5n, usedPico: 4n, expiresAt: null };
  const soon = { amountPico: 5n, usedPico: 0n, expiresAt: LATER };
  const used = { amountPico: 5n, usedPico: 5n, expiresAt: LATER };
  const expired = { amountPico: 5n, usedPico: 0n, expiresAt: NOW };
  expect(splitGrants([used, left, expired, soon], NOW)).toEqual({
    usable: [left, soon],
    over: [used, expired],
  });
});
