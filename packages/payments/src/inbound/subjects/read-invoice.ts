import { type Completion, type PlanLine, recordPlanInvoice, settleInvoice } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import { type Clock, Fault } from "@millrace/kernel";
import type Stripe from "stripe";
import { taxesOf } from "../../meter/completion-of.ts";
import { absoluteKey } from "../../stripe/absolute-key.ts";
import { closesPeriod, settlementOf, splitLines } from "../rules/settlement-of.ts";
import { findTeam, notYet } from "./find-team.ts";
import { type FoundSubscription, findSubscription } from "./read-subscription.ts";
import { type Apply, dateOf, type InboundContext, idOf } from "./reading.ts";
import { hasInvoice } from "./store.ts";

/** From a month's end to our invoice for it takes two hours or more. */
const CLOSING_MS = 10 * 60_000;
/** Of one that was made at a month's beginning. */
const CLOSED_WITHIN_MS = 40 * 86_400_000;
const LINES_AT_ONCE = 100;

/**
 * An invoice as it is, with its subscription, whichever is told first. One that closes a month is kept as a draft until ours is
 * written, and settles that one. Any other is written down as it came.
 */
export async function readInvoice(ctx: InboundContext, id: string): Promise<Apply> {
  return (await findInvoice(ctx, id)).apply;
}

/** An invoice, and how it is written down. */
export type FoundInvoice = { found: Stripe.Invoice; apply: Apply };

export async function findInvoice(ctx: InboundContext, id: string): Promise<FoundInvoice> {
  const invoice = await ctx.stripe.invoices.retrieve(id, { expand: ["payments"] });
  const subscriptionId = subscriptionIn(invoice);
  const subscription = subscriptionId === null ? null : await findSubscription(ctx, subscriptionId);
  if (mayAdvance(invoice)) await hold(ctx, invoice);
  const lines = invoice.lines.has_more ? await listLines(ctx.stripe, id) : invoice.lines.data;
  const taxes = await taxesOf(ctx.stripe, invoice);
  const metered = meteredOf(subscription);
  const closes = closesPeriod(invoice, lines, metered);
  const apply: Apply = async (tx) => {
    await subscription?.apply(tx);
    await writeInvoice(tx, { invoice, ...splitLines(lines, metered), taxes, closes, clock: ctx.clock });
  };
  return { found: invoice, apply };
}

function meteredOf(subscription: FoundSubscription | null): Set<string> {
  const items = subscription?.found.items.data ?? [];
  return new Set(
    items.filter(({ price }) => price.recurring?.usage_type === "metered").map(({ price }) => price.id),
  );
}

function subscriptionIn({ parent }: Stripe.Invoice): string | null {
  return idOf(parent?.subscription_details?.subscription);
}

/** It would be final by itself in an hour, before anybody knows what was used. */
function mayAdvance({ status, billing_reason: reason, auto_advance: advances }: Stripe.Invoice): boolean {
  return status === "draft" && reason === "subscription_cycle" && advances === true;
}

async function hold(ctx: InboundContext, invoice: Stripe.Invoice): Promise<void> {
  const customerId = idOf(invoice.customer);
  const teamId = await ctx.database.inSystem((tx) =>
    findTeam(tx, { customerId, subscriptionId: subscriptionIn(invoice) }),
  );
  if (teamId === null) return;
  const key = absoluteKey(`invoice:${invoice.id}:hold`, ctx.clock.now());
  await ctx.stripe.invoices.update(invoice.id, { auto_advance: false }, key);
}

async function listLines(stripe: Stripe, id: string): Promise<Stripe.InvoiceLineItem[]> {
  const lines: Stripe.InvoiceLineItem[] = [];
  for await (const line of stripe.invoices.listLineItems(id, { limit: LINES_AT_ONCE })) lines.push(line);
  return lines;
}

type Written = {
  invoice: Stripe.Invoice;
  usage: readonly PlanLine[];
  fees: readonly PlanLine[];
  taxes: Completion["taxes"];
  /** Whether it is over a period of usage, so that ours over it comes first. */
  closes: boolean;
  clock: Clock;
};

async function writeInvoice(tx: SystemTx, written: Written): Promise<void> {
  const { invoice, clock } = written;
  const subscriptionId = subscriptionIn(invoice);
  const teamId = await findTeam(tx, { customerId: idOf(invoice.customer), subscriptionId });
  const settlement = settlementOf(invoice);
  if (teamId === null || settlement === null) return;
  if (!(await hasInvoice(tx, teamId, invoice.id)) && !(await writeDown(tx, written, teamId))) return;
  await settleInvoice(tx, { teamId, ...settlement }, { clock });
}

/** False: there is nothing to settle. */
async function writeDown(tx: SystemTx, written: Written, teamId: string): Promise<boolean> {
  const { invoice, usage, fees, taxes, closes, clock } = written;
  const { id: providerId, total, status_transitions: moments, created } = invoice;
  if (closes) {
    if (total === 0) return false;
    const isLate = clock.now().getTime() - created * 1000 > CLOSED_WITHIN_MS;
    throw isLate
      ? unclaimed(providerId)
      : notYet("our invoice for this month is not written yet", CLOSING_MS);
  }
  return recordPlanInvoice(
    tx,
    {
      ...{ teamId, provider: "stripe", providerId, currency: invoice.currency.toUpperCase() },
      lines: fees,
      usage,
      taxes,
      totalMinor: BigInt(total),
      at: dateOf(moments.finalized_at ?? created),
    },
    { clock },
  );
}

/** Over usage of a month that is closed without it. */
function unclaimed(providerId: string): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.unclaimed_invoice",
    message:
      "The provider billed usage of a month that was closed without it. Void its invoice, or refund it.",
    internal: providerId,
  });
}
