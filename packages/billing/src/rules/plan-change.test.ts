import { expect, test } from "vitest";
import { planChange } from "./plan-change.ts";

const plan = (feeMinor: bigint, minimumMinor = 0n) => ({ feeMinor, minimumMinor });

test.each([
  { why: "a higher fee", from: plan(0n), to: plan(1n), when: "now" },
  { why: "a lower fee", from: plan(2n), to: plan(1n), when: "at_period_end" },
  { why: "a lower fee with a higher minimum", from: plan(2n), to: plan(1n, 9n), when: "at_period_end" },
  { why: "a higher minimum at the same fee", from: plan(1n), to: plan(1n, 1n), when: "now" },
  { why: "another plan for the same", from: plan(1n, 1n), to: plan(1n, 1n), when: "at_period_end" },
])("$why takes effect: $when", ({ from, to, when }) => {
  expect(planChange(from, to)).toBe(when);
});
