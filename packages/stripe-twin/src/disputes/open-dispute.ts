import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Charge, Dispute } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

const EVIDENCE_SECONDS = 9 * 86_400;

/** The holder of a card asks their bank for the money back; until it is decided the seller does not have it. */
export function openDispute(world: World, charge: Charge, reason = "fraudulent"): Dispute {
  if (!charge.paid || charge.disputed)
    throw invalid("Only a paid charge that is not disputed can be disputed.", "charge");
  const dispute = world.disputes.add({
    id: world.makeId("du"),
    object: "dispute",
    amount: charge.amount - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: world.now() + EVIDENCE_SECONDS,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: world.livemode,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: "needs_response",
  });
  charge.disputed = true;
  emitEvent(world, "charge.dispute.created", dispute);
  emitEvent(world, "charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

/** What the bank decided. Won, the money comes back. */
export function closeDispute(world: World, id: string, status: "won" | "lost"): Dispute {
  const dispute = world.disputes.need(id);
  if (dispute.status === "won" || dispute.status === "lost") throw invalid("This dispute is already closed.");
  dispute.status = status;
  emitEvent(world, "charge.dispute.closed", dispute);
  if (status === "won") emitEvent(world, "charge.dispute.funds_reinstated", dispute);
  return dispute;
}

/** What the seller has to say goes to the bank. */
export function submitEvidence(
  world: World,
  id: string,
  evidence: Record<string, string>,
  submits: boolean,
): Dispute {
  const dispute = world.disputes.need(id);
  if (dispute.status !== "needs_response") throw invalid("This dispute takes no evidence any more.");
  dispute.evidence = { ...dispute.evidence, ...evidence };
  dispute.evidence_details.has_evidence = true;
  if (submits) {
    dispute.status = "under_review";
    dispute.evidence_details.submission_count += 1;
    dispute.evidence_details.submission_method = "manual";
  }
  emitEvent(world, "charge.dispute.updated", dispute);
  return dispute;
}

const NO_EVIDENCE: Dispute["evidence"] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
