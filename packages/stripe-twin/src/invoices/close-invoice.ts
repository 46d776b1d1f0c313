import { adjustBalance } from "../customers/adjust-balance.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Invoice } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** An invoice that was made final and is not owed: what was taken from the customer's balance goes back. */
export function voidInvoice(world: World, invoice: Invoice): Invoice {
  if (invoice.status !== "open" && invoice.status !== "uncollectible")
    throw invalid(`You can only pass in open or uncollectible invoices. This invoice is ${invoice.status}.`);
  const moved = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  if (moved !== 0 && invoice.customer !== null)
    adjustBalance(world, invoice.customer, {
      amount: -moved,
      currency: invoice.currency,
      type: "unapplied_from_invoice",
      invoice: invoice.id,
    });
  Object.assign(invoice, { status: "void", auto_advance: false, next_payment_attempt: null });
  invoice.status_transitions.voided_at = world.now();
  cancelPayments(world, invoice);
  emitEvent(world, "invoice.voided", invoice);
  return invoice;
}

/** An invoice that is owed and will not be paid. */
export function markUncollectible(world: World, invoice: Invoice): Invoice {
  if (invoice.status !== "open")
    throw invalid(`You can only pass in open invoices. This invoice is ${invoice.status}.`);
  Object.assign(invoice, { status: "uncollectible", auto_advance: false, next_payment_attempt: null });
  invoice.status_transitions.marked_uncollectible_at = world.now();
  emitEvent(world, "invoice.marked_uncollectible", invoice);
  return invoice;
}

/** Only drafts go without a trace; their items wait for the next invoice again. */
export function deleteDraft(world: World, invoice: Invoice): object {
  if (invoice.status !== "draft") throw invalid("You can only delete draft invoices.");
  if (invoice.billing_reason !== "manual") throw invalid("You cannot delete an invoice of a subscription.");
  for (const item of world.invoiceItems.oldestFirst()) if (item.invoice === invoice.id) item.invoice = null;
  world.invoices.remove(invoice.id);
  emitEvent(world, "invoice.deleted", invoice);
  return { id: invoice.id, object: "invoice", deleted: true };
}

function cancelPayments(world: World, invoice: Invoice): void {
  for (const payment of world.invoicePayments.oldestFirst()) {
    if (payment.invoice !== invoice.id || payment.status !== "open") continue;
    payment.status = "canceled";
    payment.status_transitions.canceled_at = world.now();
    const intent = world.paymentIntents.find(payment.payment.payment_intent ?? "");
    if (intent === undefined) continue;
    Object.assign(intent, {
      status: "canceled",
      canceled_at: world.now(),
      cancellation_reason: "void_invoice",
    });
    emitEvent(world, "payment_intent.canceled", intent);
  }
}
