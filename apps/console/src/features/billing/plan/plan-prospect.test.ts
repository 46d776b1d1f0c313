import { expect, test } from "vitest";
import { planProspect } from "./plan-prospect.ts";

const DOLLAR = 10n ** 12n;
const plan = (fee: bigint, included: bigint, minimum = 0n) => ({
  currency: "USD",
  feeMinor: fee * 100n,
  includedPico: included * DOLLAR,
  minimumMinor: minimum * 100n,
});
const HALF_OF_JUNE = new Date("2026-06-16T00:00:00Z");
const JULY = new Date("2026-07-01T00:00:00Z");

test("a first plan begins now, with what the rest of the month is of its fee and credit", () => {
  expect(planProspect(null, plan(20n, 10n), HALF_OF_JUNE)).toEqual({
    when: "now",
    until: JULY,
    feePico: 10n * DOLLAR,
    includedPico: 5n * DOLLAR,
  });
});

test("a dearer plan begins now and costs and brings the difference", () => {
  const from = { plan: plan(20n, 10n), periodEnd: JULY };
  expect(planProspect(from, plan(50n, 30n), HALF_OF_JUNE)).toEqual({
    when: "now",
    until: JULY,
    feePico: 15n * DOLLAR,
    includedPico: 10n * DOLLAR,
  });
  expect(planProspect(from, plan(50n, 0n), HALF_OF_JUNE)).toMatchObject({ includedPico: 0n });
});

test("a cheaper plan, or another as dear, begins when the period ends", () => {
  const from = { plan: plan(20n, 10n, 5n), periodEnd: JULY };
  for (const to of [plan(5n, 0n), plan(20n, 10n, 5n)])
    expect(planProspect(from, to, HALF_OF_JUNE)).toEqual({ when: "at_period_end", at: JULY });
});
