import { recordPlanInvoice, settleInvoice } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import type Stripe from "stripe";
import { planLinesOf, settlementOf, taxOf } from "../rules/settlement-of.ts";
import { findTeam, notYet } from "./find-team.ts";
import { readSubscription } from "./read-subscription.ts";
import { type Apply, dateOf, type InboundContext, idOf } from "./reading.ts";
import { hasInvoice } from "./store.ts";

/** From a month's end to our invoice for it takes two hours or more. */
const CLOSING_MS = 10 * 60_000;
const LINES_AT_ONCE = 100;

/**
 * An invoice as it is, with its subscription, whichever is told first. One that closes a month is kept as a draft until ours is
 * written, and settles that one. Any other is written down as it came.
 */
export async function readInvoice(ctx: InboundContext, id: string, attempt: number): Promise<Apply> {
  const invoice = await ctx.stripe.invoices.retrieve(id, { expand: ["payments"] });
  const subscriptionId = subscriptionIn(invoice);
  const applySubscription = subscriptionId === null ? null : await readSubscription(ctx, subscriptionId);
  if (mayAdvance(invoice)) await hold(ctx, invoice, attempt);
  const lines = invoice.lines.has_more ? await listLines(ctx.stripe, id) : invoice.lines.data;
  return async (tx) => {
    await applySubscription?.(tx);
    await writeInvoice(tx, { invoice, lines, clock: ctx.clock });
  };
}

function subscriptionIn({ parent }: Stripe.Invoice): string | null {
  return idOf(parent?.subscription_details?.subscription);
}

/** It would be final by itself in an hour, before anybody knows what was used. */
function mayAdvance({ status, billing_reason: reason, auto_advance: advances }: Stripe.Invoice): boolean {
  return status === "draft" && reason === "subscription_cycle" && advances === true;
}

async function hold(ctx: InboundContext, invoice: Stripe.Invoice, attempt: number): Promise<void> {
  const customerId = idOf(invoice.customer);
  const teamId = await ctx.database.inSystem((tx) =>
    findTeam(tx, { customerId, subscriptionId: subscriptionIn(invoice) }),
  );
  if (teamId === null) return;
  // Another key for each attempt: a failure is kept under the old one for a day, and the same twice does no harm.
  const idempotencyKey = `invoice:${invoice.id}:hold:${attempt}`;
  await ctx.stripe.invoices.update(invoice.id, { auto_advance: false }, { idempotencyKey });
}

async function listLines(stripe: Stripe, id: string): Promise<Stripe.InvoiceLineItem[]> {
  const lines: Stripe.InvoiceLineItem[] = [];
  for await (const line of stripe.invoices.listLineItems(id, { limit: LINES_AT_ONCE })) lines.push(line);
  return lines;
}

type Written = { invoice: Stripe.Invoice; lines: readonly Stripe.InvoiceLineItem[]; clock: Clock };

async function writeInvoice(tx: SystemTx, { invoice, lines, clock }: Written): Promise<void> {
  const subscriptionId = subscriptionIn(invoice);
  const teamId = await findTeam(tx, { customerId: idOf(invoice.customer), subscriptionId });
  const settlement = settlementOf(invoice);
  if (teamId === null || settlement === null) return;
  if (
    !(await hasInvoice(tx, teamId, invoice.id)) &&
    !(await writeDown(tx, { invoice, lines, clock }, teamId))
  )
    return;
  await settleInvoice(tx, { teamId, ...settlement }, { clock });
}

/** False: there is nothing to settle. */
async function writeDown(tx: SystemTx, { invoice, lines, clock }: Written, teamId: string): Promise<boolean> {
  const { id: providerId, billing_reason: reason, total, status_transitions: moments, created } = invoice;
  if (reason === "subscription_cycle") {
    if (total === 0) return false;
    throw notYet("our invoice for this month is not written yet", CLOSING_MS);
  }
  const taxMinor = taxOf(invoice);
  return recordPlanInvoice(
    tx,
    {
      ...{ teamId, provider: "stripe", providerId, currency: invoice.currency.toUpperCase() },
      lines: planLinesOf(lines),
      taxes: taxMinor === 0n ? [] : [{ description: "Tax", amountMinor: taxMinor }],
      totalMinor: BigInt(total),
      at: dateOf(moments.finalized_at ?? created),
    },
    { clock },
  );
}
