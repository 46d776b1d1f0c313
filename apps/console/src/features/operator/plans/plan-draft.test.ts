import { expect, test } from "vitest";
import { draftAfter, type PlanDraft, parsePlan } from "./plan-draft.ts";

const CENTS = { currency: "USD", minorPico: 10_000_000_000n, stepPico: 10_000_000_000n };
const draft: PlanDraft = {
  planName: "pro",
  title: " Pro ",
  currency: "USD",
  day: "2026-05-01",
  fee: "20",
  included: "5.5",
  minimum: "",
  isOffered: true,
};

test("a plan is typed in money; what is left empty is nothing", () => {
  expect(parsePlan(draft, CENTS).plan).toEqual({
    planName: "pro",
    title: "Pro",
    currency: "USD",
    effectiveFrom: new Date("2026-05-01T00:00:00Z"),
    feeMinor: 2_000n,
    includedPico: 5_500_000_000_000n,
    minimumMinor: 0n,
    isOffered: true,
  });
});

test.each([
  ["planName", "Pro"],
  ["planName", ""],
  ["title", "  "],
  ["day", ""],
  ["fee", "-1"],
  ["fee", "0.001"],
  ["included", "much"],
  ["minimum", "1.234"],
] as const)("of a plan, the %s %j is wrong", (field, text) => {
  expect(parsePlan({ ...draft, [field]: text }, CENTS)).toEqual({ plan: null, wrong: field });
});

test("the next version begins as the last one was", () => {
  const { plan } = parsePlan(draft, CENTS);
  const again = plan && draftAfter({ id: "1", ...plan }, CENTS, "2026-05-01");
  expect(again && parsePlan(again, CENTS).plan).toEqual(plan);
});
