import type { PlanVersion } from "@millrace/prices";
import { expect, test } from "vitest";
import { planRows } from "./plan-rows.ts";

const version = (planName: string, month: string, currency = "USD"): PlanVersion => ({
  id: `${planName} ${month}`,
  planName,
  title: "Pro",
  currency,
  effectiveFrom: new Date(`2026-${month}-01T00:00:00Z`),
  feeMinor: 1n,
  includedPico: 0n,
  minimumMinor: 0n,
  isOffered: true,
});

test("each version of a plan is to come, in force or over; the newest is the one that another follows", () => {
  const versions = [version("pro", "01"), version("max", "02"), version("pro", "04"), version("pro", "02")];
  const rows = planRows(versions, new Date("2026-03-10T00:00:00Z"));
  expect(rows.map(({ id, standing, isNewest }) => [id, standing, isNewest])).toEqual([
    ["max 02", "inForce", true],
    ["pro 04", "toCome", true],
    ["pro 02", "inForce", false],
    ["pro 01", "over", false],
  ]);
});

test("a plan in another currency has versions of its own", () => {
  const rows = planRows(
    [version("pro", "01"), version("pro", "02", "EUR")],
    new Date("2026-03-10T00:00:00Z"),
  );
  expect(rows.map(({ currency, standing }) => [currency, standing])).toEqual([
    ["EUR", "inForce"],
    ["USD", "inForce"],
  ]);
});
