import { expect, test } from "vitest";
import { planAt } from "./plan-at.ts";
import type { PlanVersion } from "./plan-version.ts";

const version = (changes: Partial<PlanVersion>): PlanVersion => ({
  id: "1",
  planName: "pro",
  title: "Pro",
  currency: "USD",
  effectiveFrom: new Date("2026-01-01T00:00:00Z"),
  feeMinor: 2_000n,
  includedPico: 0n,
  minimumMinor: 0n,
  isOffered: true,
  ...changes,
});

test("a version of a plan holds from its first moment until the next takes over, in its currency", () => {
  const first = version({});
  const second = version({ id: "2", effectiveFrom: new Date("2026-02-01T00:00:00Z") });
  const all = [
    version({ id: "3", planName: "max", effectiveFrom: new Date("2026-01-15T00:00:00Z") }),
    version({ id: "4", currency: "EUR", effectiveFrom: new Date("2026-01-15T00:00:00Z") }),
    second,
    first,
  ];
  const at = (text: string) => planAt(all, { planName: "pro", currency: "USD", at: new Date(text) });
  expect(at("2025-12-31T23:59:59.999Z")).toBeNull();
  expect(at("2026-01-01T00:00:00Z")).toBe(first);
  expect(at("2026-01-31T23:59:59.999Z")).toBe(first);
  expect(at("2026-02-01T00:00:00Z")).toBe(second);
});
