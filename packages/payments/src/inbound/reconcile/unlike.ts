import type { SystemTx } from "@millrace/db";
import type Stripe from "stripe";
import { subscriptionOf } from "../../stripe/subscription-of.ts";
import { disputeStateOf, refundStateOf } from "../rules/returned-state.ts";
import { idOf } from "../subjects/reading.ts";
import { findInvoiceStates, findPaymentStates, findSubscriptionRows, findTeams } from "./store.ts";

/** An object that is not here as it is there; `type` is of the event that should have told so. */
export type Unlike = { type: string; objectId: string };

const named = (type: string, ids: readonly (string | null)[]): Unlike[] =>
  ids.flatMap((objectId) => (objectId === null ? [] : { type, objectId }));

export async function unlikeSubscriptions(
  tx: SystemTx,
  page: readonly Stripe.Subscription[],
): Promise<Unlike[]> {
  const teams = await findTeams(
    tx,
    page.map(({ customer }) => idOf(customer)),
  );
  const known = await findSubscriptionRows(
    tx,
    page.map(({ id }) => id),
  );
  const unlike = page.filter((found) => {
    const teamId = teams.get(idOf(found.customer) ?? "");
    const there = teamId === undefined ? null : subscriptionOf(found, { teamId, pastDueSince: null });
    const here = known.get(found.id);
    if (there === null) return false;
    return (
      here?.state !== there.state ||
      here.planName !== there.planName ||
      here.nextPlanName !== there.nextPlanName ||
      here.cancelAt?.getTime() !== there.cancelAt?.getTime() ||
      here.currentPeriodEnd.getTime() !== there.currentPeriodEnd.getTime()
    );
  });
  return named(
    "customer.subscription.updated",
    unlike.map(({ id }) => id),
  );
}

export async function unlikeInvoices(tx: SystemTx, page: readonly Stripe.Invoice[]): Promise<Unlike[]> {
  const teams = await findTeams(
    tx,
    page.map(({ customer }) => idOf(customer)),
  );
  const known = await findInvoiceStates(
    tx,
    page.map(({ id }) => id),
  );
  const unlike = page.filter(
    ({ id, customer, status, total, auto_advance: advances, billing_reason: why }) => {
      if (!teams.has(idOf(customer) ?? "")) return false;
      if (status === "draft") return why === "subscription_cycle" && advances === true;
      const here = known.get(id);
      return here === undefined ? total !== 0 : here !== status;
    },
  );
  return named(
    "invoice.updated",
    unlike.map(({ id }) => id),
  );
}

export async function unlikeIntents(tx: SystemTx, page: readonly Stripe.PaymentIntent[]): Promise<Unlike[]> {
  const teams = await findTeams(
    tx,
    page.map(({ customer }) => idOf(customer)),
  );
  const known = await findPaymentStates(
    tx,
    page.map(({ id }) => id),
  );
  const unlike = page.filter(
    ({ id, customer, status }) => teams.has(idOf(customer) ?? "") && status === "succeeded" && !known.has(id),
  );
  return named(
    "payment_intent.succeeded",
    unlike.map(({ id }) => id),
  );
}

/** Only of payments that we know; of others the payment itself is what is missed. */
export async function unlikeRefunds(tx: SystemTx, page: readonly Stripe.Refund[]): Promise<Unlike[]> {
  const refunds = await findPaymentStates(
    tx,
    page.map(({ id }) => id),
  );
  const intents = page.map((refund) => idOf(refund.payment_intent) ?? "");
  const payments = await findPaymentStates(tx, intents);
  const unlike = page.filter(({ id, payment_intent: intent, status }) => {
    const [here, there] = [refunds.get(id), refundStateOf(status)];
    if (!payments.has(idOf(intent) ?? "") || there === null) return false;
    return there === "succeeded" ? here === undefined : here === "succeeded";
  });
  return named(
    "refund.updated",
    unlike.map(({ payment_intent: intent }) => idOf(intent)),
  );
}

const HERE = { open: "disputed", won: "succeeded", lost: "lost" } as const;

export async function unlikeDisputes(tx: SystemTx, page: readonly Stripe.Dispute[]): Promise<Unlike[]> {
  const intents = page.map((dispute) => idOf(dispute.payment_intent) ?? "");
  const payments = await findPaymentStates(tx, intents);
  const unlike = page.filter(({ payment_intent: intent, status }) => {
    const [here, there] = [payments.get(idOf(intent) ?? ""), disputeStateOf(status)];
    return here !== undefined && there !== null && here !== HERE[there];
  });
  return named(
    "charge.dispute.updated",
    unlike.map(({ payment_intent: intent }) => idOf(intent)),
  );
}
