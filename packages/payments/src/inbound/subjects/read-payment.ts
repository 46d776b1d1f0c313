import { lockPayment, recordDispute, recordPayment, recordRefund } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import { type Clock, Fault } from "@millrace/kernel";
import type Stripe from "stripe";
import type { PaymentOperation } from "../../outbound/operation.ts";
import { findOperationOf, saveOperation } from "../../outbound/store.ts";
import { OPERATION } from "../../stripe/metadata.ts";
import { disputeStateOf, refundStateOf } from "../rules/returned-state.ts";
import { findTeam } from "./find-team.ts";
import { giveBackPayment } from "./give-back.ts";
import { type FoundInvoice, findInvoice } from "./read-invoice.ts";
import { type Apply, dateOf, type InboundContext, idOf } from "./reading.ts";

/** Of one payment there are a few. */
const LISTED_MAX = 100;

type Found = {
  intent: Stripe.PaymentIntent;
  /** What it paid, if that is an invoice. */
  invoice: FoundInvoice | null;
  refunds: readonly Stripe.Refund[];
  disputes: readonly Stripe.Dispute[];
};

/** A payment, and how it is written down. */
export type FoundPayment = { found: Found; apply: Apply };

/**
 * A payment as it is: what it was for, what of it went back, and what its bank says. Whichever of its events is told first, the
 * payment is written before what became of it. What nobody is there for any more is given back.
 */
export async function readPayment(ctx: InboundContext, id: string): Promise<Apply> {
  const { found, apply } = await findPayment(ctx, id);
  const check = await giveBackPayment(ctx, found.intent, found.invoice?.found ?? null);
  return async (tx) => {
    await apply(tx);
    await check(tx);
  };
}

export async function findPayment(ctx: InboundContext, id: string): Promise<FoundPayment> {
  const { stripe } = ctx;
  const about = { payment_intent: id, limit: LISTED_MAX };
  const [intent, invoicePayments, refunds, disputes] = await Promise.all([
    stripe.paymentIntents.retrieve(id),
    stripe.invoicePayments.list({ payment: { type: "payment_intent", payment_intent: id } }),
    stripe.refunds.list(about),
    stripe.disputes.list(about),
  ]);
  const invoiceId = idOf(invoicePayments.data[0]?.invoice);
  const found = {
    intent,
    invoice: invoiceId === null ? null : await findInvoice(ctx, invoiceId),
    refunds: oldestFirst(refunds.data),
    disputes: oldestFirst(disputes.data),
  };
  return { found, apply: (tx) => writePayment(tx, found, ctx.clock) };
}

function oldestFirst<T extends { created: number }>(listed: readonly T[]): T[] {
  return [...listed].reverse().sort((left, right) => left.created - right.created);
}

async function writePayment(tx: SystemTx, found: Found, clock: Clock): Promise<void> {
  const { intent, invoice } = found;
  const teamId = await findTeam(tx, { customerId: idOf(intent.customer), metadata: intent.metadata });
  if (teamId === null) return;
  if (invoice !== null) await invoice.apply(tx);
  else if (intent.status === "succeeded") await writePurchase(tx, { teamId, intent, clock });
  if ((await lockPayment(tx, teamId, intent.id)) !== null) await writeReturns(tx, found, { teamId, clock });
}

type Paid = { teamId: string; intent: Stripe.PaymentIntent; clock: Clock };

async function writePurchase(tx: SystemTx, { teamId, intent, clock }: Paid): Promise<void> {
  const { id: providerId, created, metadata } = intent;
  const operation = await findOperationOf(tx, teamId, { providerId, id: metadata[OPERATION] });
  if (operation === null) throw unknownPurpose(providerId);
  const amountMinor = BigInt(intent.amount_received);
  await recordPayment(
    tx,
    {
      ...{ teamId, provider: "stripe", providerId, amountMinor, currency: intent.currency.toUpperCase() },
      ...{ paidFor: paidForOf(operation, amountMinor), at: dateOf(created) },
    },
    { clock },
  );
  await saveOperation(tx, operation, { state: "done", lastError: null, doneAt: clock.now() });
}

/** What was asked for is bought; what was paid beyond it is tax. */
function paidForOf({ request }: PaymentOperation, amountMinor: bigint) {
  const { invoiceId, amountMinor: asked } = request;
  if (typeof invoiceId === "string") return { kind: "invoice", invoiceId } as const;
  const taxMinor = typeof asked === "string" ? amountMinor - BigInt(asked) : 0n;
  return { kind: "credit", name: "Credit", taxMinor: taxMinor > 0n ? taxMinor : 0n } as const;
}

async function writeReturns(
  tx: SystemTx,
  { intent, refunds, disputes }: Found,
  { teamId, clock }: { teamId: string; clock: Clock },
): Promise<void> {
  const paymentId = intent.id;
  for (const { id: providerId, amount, status, created } of refunds) {
    const state = refundStateOf(status);
    if (state === null) continue;
    const returned = { teamId, paymentId, providerId, amountMinor: BigInt(amount), state };
    await recordRefund(tx, { ...returned, at: dateOf(created) }, { clock });
  }
  for (const { id: providerId, amount, status, created } of disputes) {
    const state = disputeStateOf(status);
    if (state === null) continue;
    const dispute = { teamId, paymentId, providerId, amountMinor: BigInt(amount), state };
    await recordDispute(tx, { ...dispute, at: dateOf(created) }, { clock });
  }
}

/** Money came from one of our customers, and nobody here asked for it. */
function unknownPurpose(providerId: string): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.unknown_purpose",
    message: "A customer paid, and nothing says what for. Give credit or mark an invoice as paid by hand.",
    internal: providerId,
  });
}
