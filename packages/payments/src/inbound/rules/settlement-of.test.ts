import type Stripe from "stripe";
import { expect, test } from "vitest";
import { ATTEMPTS_MAX, nextAttempt } from "./next-attempt.ts";
import { disputeStateOf, refundStateOf } from "./returned-state.ts";
import { closesPeriod, settlementOf, splitLines } from "./settlement-of.ts";

const MOMENTS = { finalized_at: 10, paid_at: 20, voided_at: 30, marked_uncollectible_at: 40 };

const invoiceOf = (changes: object) =>
  ({
    ...{ id: "in_1", status: "paid", created: 5, amount_paid: 100, billing_reason: "manual" },
    ...{ status_transitions: MOMENTS, payments: { data: [] }, ...changes },
  }) as unknown as Stripe.Invoice;

const paymentOf = (status: string, amount: number, payment: object) => ({
  ...{ status, amount_paid: amount, payment, status_transitions: { paid_at: 15 } },
});

test.each([
  ["open", 10],
  ["paid", 20],
  ["void", 30],
  ["uncollectible", 40],
] as const)("an invoice is %s since it became so", (status, seconds) => {
  expect(settlementOf(invoiceOf({ status }))).toMatchObject({ state: status, at: new Date(seconds * 1000) });
});

test("a draft has no settlement", () => {
  expect(settlementOf(invoiceOf({ status: "draft" }))).toBeNull();
});

test("what was paid is its payments; what was paid elsewhere is one more", () => {
  const data = [
    paymentOf("paid", 60, { type: "payment_intent", payment_intent: { id: "pi_1" } }),
    paymentOf("paid", 10, { type: "charge", charge: "ch_1" }),
    paymentOf("canceled", 60, { type: "payment_intent", payment_intent: "pi_2" }),
  ];
  expect(settlementOf(invoiceOf({ payments: { data } }))?.payments).toMatchObject([
    { providerId: "pi_1", amountMinor: 60n, at: new Date(15_000) },
    { providerId: "ch_1", amountMinor: 10n },
    { providerId: "in_1", amountMinor: 30n, note: "Paid outside of Stripe" },
  ]);
});

test("lines of usage are told from fees; all without their discounts, and without those of nothing", () => {
  const period = { start: 1, end: 2 };
  const moments = { startsAt: new Date(1000), endsAt: new Date(2000) };
  const pricing = { price_details: { price: "price_usage" } };
  const lines = [
    { description: "Pro", amount: 100, discount_amounts: [{ amount: 30 }], period },
    { description: "Usage", amount: 20, discount_amounts: null, period, pricing },
    { description: "Usage", amount: 0, discount_amounts: null, period, pricing },
    { description: "Rest", amount: 0, discount_amounts: null, period },
  ];
  expect(splitLines(lines as unknown as Stripe.InvoiceLineItem[], new Set(["price_usage"]))).toEqual({
    usage: [{ description: "Usage", amountMinor: 20n, ...moments }],
    fees: [{ description: "Pro", amountMinor: 70n, ...moments }],
  });
});

const APRIL = Date.UTC(2026, 3, 1) / 1000;

test.each([
  ["subscription_cycle", "price_fee", APRIL, true],
  ["subscription_update", "price_usage", APRIL, true],
  ["subscription_update", "price_usage", APRIL - 1, false],
  ["subscription_update", "price_fee", APRIL, false],
  ["subscription_create", "price_usage", APRIL, false],
  ["manual", "price_fee", APRIL, false],
])("an invoice of %s over %s until %d closes a month: %s", (reason, price, end, closes) => {
  const line = { period: { start: 1, end }, pricing: { price_details: { price } } };
  const lines = [line] as unknown as Stripe.InvoiceLineItem[];
  expect(closesPeriod(invoiceOf({ billing_reason: reason }), lines, new Set(["price_usage"]))).toBe(closes);
});

test("refunds count from when they are asked for until they fail; of disputes, a bank's question counts for nothing", () => {
  expect(["succeeded", "pending", "failed", "canceled", "requires_action", null].map(refundStateOf)).toEqual([
    "succeeded",
    "succeeded",
    "failed",
    "failed",
    null,
    null,
  ]);
  const disputes = [
    "warning_needs_response",
    "needs_response",
    "under_review",
    "won",
    "lost",
    "warning_closed",
  ];
  expect(disputes.map(disputeStateOf)).toEqual([null, "open", "open", "won", "lost", null]);
});

test("attempts come at growing distances, and end", () => {
  const now = new Date(0);
  const pauses = Array.from({ length: ATTEMPTS_MAX }, (_, index) => nextAttempt(index + 1, now)?.getTime());
  expect(pauses.at(-1)).toBeUndefined();
  const times = pauses.slice(0, -1).map(Number);
  expect(times).toEqual(times.toSorted((left, right) => left - right));
  expect(times[0]).toBe(5_000);
});
