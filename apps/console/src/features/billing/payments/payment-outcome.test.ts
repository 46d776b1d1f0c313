import { PAYMENT_KINDS } from "@millrace/billing";
import { expect, test } from "vitest";
import { paymentOutcome } from "./payment-outcome.ts";

test.each([
  ["invoice", "failed", "failed.payment"],
  ["credit", "failed", "failed.payment"],
  ["refund", "failed", "failed.refund"],
  ["invoice", "disputed", "disputed.invoice"],
  ["credit", "disputed", "disputed.credit"],
  ["invoice", "lost", "lost.invoice"],
  ["credit", "lost", "lost.credit"],
] as const)("of %s that is %s it is told why and what to do", (kind, state, outcome) => {
  expect(paymentOutcome({ kind, state })).toBe(outcome);
});

test("of what was paid or is on its way there is nothing to tell", () => {
  for (const kind of PAYMENT_KINDS)
    for (const state of ["succeeded", "pending"] as const) expect(paymentOutcome({ kind, state })).toBeNull();
});
