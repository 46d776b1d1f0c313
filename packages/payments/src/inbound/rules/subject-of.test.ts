import { expect, test } from "vitest";
import { kindOf, subjectOf } from "./subject-of.ts";

test.each([
  ["checkout.session.completed", { object: { id: "cs_1" } }, { kind: "session", id: "cs_1" }],
  ["customer.subscription.deleted", { object: { id: "sub_1" } }, { kind: "subscription", id: "sub_1" }],
  [
    "subscription_schedule.updated",
    { object: { id: "s", subscription: "sub_1" } },
    { kind: "subscription", id: "sub_1" },
  ],
  [
    "subscription_schedule.released",
    { object: { id: "s", subscription: null, released_subscription: "sub_1" } },
    { kind: "subscription", id: "sub_1" },
  ],
  ["invoice.paid", { object: { id: "in_1", customer: "cus_1" } }, { kind: "invoice", id: "in_1" }],
  ["payment_intent.succeeded", { object: { id: "pi_1" } }, { kind: "payment", id: "pi_1" }],
  ["charge.refunded", { object: { id: "ch_1", payment_intent: "pi_1" } }, { kind: "payment", id: "pi_1" }],
  [
    "charge.dispute.closed",
    { object: { id: "du_1", payment_intent: { id: "pi_1" } } },
    { kind: "payment", id: "pi_1" },
  ],
  ["customer.updated", { object: { id: "cus_1" } }, { kind: "customer", id: "cus_1" }],
  [
    "payment_method.detached",
    { object: { id: "pm_1", customer: null }, previous_attributes: { customer: "cus_1" } },
    { kind: "customer", id: "cus_1" },
  ],
  ["invoice.upcoming", { object: { customer: "cus_1" } }, null],
  ["customer.tax_id.created", { object: { id: "txi_1" } }, null],
  ["product.created", { object: { id: "prod_1" } }, null],
  ["charge.succeeded", { object: { id: "ch_1", payment_intent: null } }, null],
])("%s makes us ask for its object", (type, data, subject) => {
  expect(subjectOf(type, data)).toEqual(subject);
});

test("a meter's complaint is about itself", () => {
  expect(kindOf("v1.billing.meter.error_report_triggered")).toBe("meter");
  expect(kindOf("v1.billing.meter.no_meter_found")).toBe("meter");
});
