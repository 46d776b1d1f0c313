import type { StripeFault } from "../http/stripe-fault.ts";
import { issueInvoice } from "../invoices/finalize-invoice.ts";
import { makeInvoice } from "../invoices/make-invoice.ts";
import { collectInvoice, openIntent } from "../invoices/pay-invoice.ts";
import { pendingLines, takeItems } from "../invoices/pending-items.ts";
import type { Stretch } from "../rules/prorate.ts";
import type { Invoice, InvoiceLine, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export type Bill = {
  reason: Invoice["billing_reason"];
  lines: readonly InvoiceLine[];
  period: Stretch;
  autoAdvance?: boolean;
};

/** A draft of a subscription: the lines given, and whatever waits for the customer's next invoice. */
export function billSubscription(world: World, subscription: Subscription, bill: Bill): Invoice {
  const { currency, customer } = subscription;
  const waiting = pendingLines(world, { customer, currency, subscription: subscription.id });
  const invoice = makeInvoice(world, {
    customer: world.customers.need(customer, "customer"),
    currency,
    reason: bill.reason,
    lines: [...bill.lines, ...waiting],
    period: bill.period,
    subscription,
    autoAdvance: bill.autoAdvance ?? true,
    automaticTax: subscription.automatic_tax.enabled,
    collectionMethod: subscription.collection_method,
    daysUntilDue: subscription.days_until_due,
    description: subscription.description,
  });
  takeItems(world, invoice);
  return invoice;
}

export type PaymentBehavior = "allow_incomplete" | "default_incomplete" | "error_if_incomplete";
export type Collection = { behavior: PaymentBehavior; offSession: boolean };

/** Makes an invoice final at once and collects it, unless it is sent, or somebody will confirm its payment themselves. */
export function collectNow(
  world: World,
  invoice: Invoice,
  { behavior, offSession }: Collection,
): StripeFault | null {
  if (invoice.collection_method === "send_invoice") return null;
  const refusal = issueInvoice(world, invoice);
  if (refusal !== null || invoice.status !== "open") return refusal;
  if (behavior !== "default_incomplete") return collectInvoice(world, invoice, { offSession });
  openIntent(world, invoice);
  return null;
}
