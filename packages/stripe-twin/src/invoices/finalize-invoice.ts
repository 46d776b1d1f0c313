import { adjustBalance } from "../customers/adjust-balance.ts";
import { invalid, type StripeFault } from "../http/stripe-fault.ts";
import { chargeable } from "../rules/currency.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Customer, Invoice } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { customerFields } from "./customer-fields.ts";
import { collectInvoice, markPaid } from "./pay-invoice.ts";
import { totalInvoice } from "./total-invoice.ts";

const DRAFT_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** Sets a draft to become final by itself: an hour after it was made, or from now when that is over. */
export function autoFinalize(world: World, invoice: Invoice): void {
  if (invoice.auto_advance !== true || invoice.status !== "draft") {
    invoice.automatically_finalizes_at = null;
    return;
  }
  const soonest = invoice.created + DRAFT_SECONDS;
  const at = soonest > world.now() ? soonest : world.now() + DRAFT_SECONDS;
  invoice.automatically_finalizes_at = at;
  world.clock.later(at, () => {
    if (invoice.status === "draft" && invoice.automatically_finalizes_at === at)
      finalizeInvoice(world, invoice);
  });
}

/** Makes a draft final, and collects it when it advances by itself. A refusal leaves it a draft. */
export function finalizeInvoice(world: World, invoice: Invoice): StripeFault | null {
  const refusal = issueInvoice(world, invoice);
  if (refusal !== null) return refusal;
  if (
    invoice.status === "open" &&
    invoice.auto_advance === true &&
    invoice.collection_method === "charge_automatically"
  )
    collectInvoice(world, invoice, { offSession: true });
  if (invoice.status === "open" && invoice.collection_method === "send_invoice") sendInvoice(world, invoice);
  return null;
}

/** Makes a draft final without collecting it; one over nothing is paid. */
export function issueInvoice(world: World, invoice: Invoice): StripeFault | null {
  if (invoice.status !== "draft")
    throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
  const customer = world.customers.need(invoice.customer ?? "", "customer");
  totalInvoice(world, invoice);
  if (invoice.automatic_tax.status === "requires_location_inputs") return refuse(world, invoice);
  settleBalance(world, invoice, customer);
  numberInvoice(world, invoice, customer);
  if (invoice.amount_due === 0) markPaid(world, invoice, null);
  return null;
}

/** Gives a draft its number and opens it. */
export function numberInvoice(world: World, invoice: Invoice, customer: Customer): void {
  const now = world.now();
  const days = world.daysUntilDue.get(invoice.id);
  const sequence = customer.next_invoice_sequence ?? 1;
  customer.next_invoice_sequence = sequence + 1;
  Object.assign(invoice, {
    ...customerFields(world, customer),
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`,
    status: "open",
    automatically_finalizes_at: null,
    effective_at: now,
    due_date: invoice.due_date ?? (days === undefined ? null : now + days * DAY_SECONDS),
    hosted_invoice_url: `${world.url}/i/${invoice.id}`,
    invoice_pdf: `${world.url}/i/${invoice.id}/pdf`,
    last_finalization_error: null,
  });
  invoice.status_transitions.finalized_at = now;
  emitEvent(world, "invoice.finalized", invoice);
}

/** Credit is used up, debts are added, and what is too little to charge, or below its last digit, is owed with the next invoice. */
function settleBalance(world: World, invoice: Invoice, customer: Customer): void {
  const owed = invoice.total + customer.balance;
  const due = chargeable(owed, invoice.currency);
  const ending = owed - due;
  invoice.starting_balance = customer.balance;
  invoice.ending_balance = ending;
  invoice.amount_due = due;
  invoice.amount_remaining = due;
  if (ending !== customer.balance)
    adjustBalance(world, customer.id, {
      amount: ending - customer.balance,
      currency: invoice.currency,
      type: "applied_to_invoice",
      invoice: invoice.id,
    });
}

function refuse(world: World, invoice: Invoice): StripeFault {
  const message =
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.";
  const code = "customer_tax_location_invalid";
  invoice.last_finalization_error = { type: "invalid_request_error", code, message };
  emitEvent(world, "invoice.finalization_failed", invoice);
  return invalid(message, undefined, code);
}

function sendInvoice(world: World, invoice: Invoice): void {
  emitEvent(world, "invoice.sent", invoice);
  const due = invoice.due_date;
  if (due === null) return;
  world.clock.later(due, () => {
    if (invoice.status === "open") emitEvent(world, "invoice.overdue", invoice);
  });
}
