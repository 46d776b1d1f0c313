import type { ApiKey } from "@millrace/keys";
import { expect, test } from "vitest";
import { keyRows } from "./key-row.ts";

const now = new Date("2026-01-15T10:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000);
const ends = { revokedAt: null, expiresAt: null, replacedBy: null };

test.each([
  [{ ...ends }, "working", false],
  [{ ...ends, expiresAt: inDays(8) }, "working", false],
  [{ ...ends, expiresAt: inDays(7) }, "working", true],
  [{ ...ends, expiresAt: inDays(1), replacedBy: "k" }, "replaced", true],
  [{ ...ends, expiresAt: inDays(0) }, "expired", false],
  [{ ...ends, expiresAt: inDays(1), revokedAt: now }, "revoked", false],
] as const)("%j is %s, and ends soon: %s", (key, state, endsSoon) => {
  expect(keyRows([key as unknown as ApiKey], now)).toMatchObject([{ state, endsSoon }]);
});
