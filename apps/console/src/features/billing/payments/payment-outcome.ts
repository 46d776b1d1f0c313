import type { ShownPayment } from "./payments-view.ts";

/** What there is to say of a payment that did not stay what it was: why, and what to do; null: nothing. */
export type PaymentOutcome =
  | "failed.payment"
  | "failed.refund"
  | "disputed.invoice"
  | "disputed.credit"
  | "lost.invoice"
  | "lost.credit";

export function paymentOutcome({ kind, state }: Pick<ShownPayment, "kind" | "state">): PaymentOutcome | null {
  if (state === "failed") return kind === "refund" ? "failed.refund" : "failed.payment";
  if (kind === "refund" || (state !== "disputed" && state !== "lost")) return null;
  return `${state}.${kind}`;
}
