import { adjustBalance } from "../customers/adjust-balance.ts";
import { mergeMetadata } from "../http/fields.ts";
import { listAll } from "../http/list.ts";
import { invalid } from "../http/stripe-fault.ts";
import { markPaid } from "../invoices/pay-invoice.ts";
import { createRefund } from "../refunds/create-refund.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { CreditNote, CreditNoteLine, Invoice } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { creditLines } from "./credit-lines.ts";
import type { CreditInput } from "./credit-params.ts";

/**
 * Takes back a part of a final invoice. Of an open one less is owed; of a paid one the money goes back to the card, to the
 * customer's balance, or another way, as the params say.
 */
export function createCreditNote(world: World, input: CreditInput): CreditNote {
  const invoice = world.invoices.need(input.invoice, "invoice");
  if (invoice.status !== "open" && invoice.status !== "paid")
    throw invalid(
      `Credit notes can only be issued for open or paid invoices; this one is ${invoice.status}.`,
      "invoice",
    );
  const note = blankNote(world, invoice, input);
  check(invoice, note, input);
  world.creditNotes.add(note);
  if (invoice.status === "open") reduce(world, invoice, note);
  else giveBack(world, invoice, note, input);
  emitEvent(world, "credit_note.created", note);
  return note;
}

/** An issued note that was a mistake. What went back to a card stays there. */
export function voidCreditNote(world: World, id: string): CreditNote {
  const note = world.creditNotes.need(id);
  const invoice = world.invoices.need(note.invoice);
  if (note.status === "void") throw invalid("This credit note is already void.");
  if (note.type !== "pre_payment" || invoice.status !== "open")
    throw invalid("Only credit notes of open invoices can be voided.");
  note.status = "void";
  note.voided_at = world.now();
  invoice.pre_payment_credit_notes_amount -= note.pre_payment_amount;
  invoice.amount_due += note.pre_payment_amount;
  invoice.amount_remaining += note.pre_payment_amount;
  emitEvent(world, "credit_note.voided", note);
  return note;
}

function check(invoice: Invoice, note: CreditNote, input: CreditInput): void {
  if (note.total <= 0) throw invalid("A credit note must be over more than zero.", "amount");
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  const left = invoice.status === "open" ? invoice.amount_remaining : invoice.total - credited;
  if (note.total > left)
    throw invalid(
      `The credit note's total of ${note.total} is more than the ${left} left of the invoice.`,
      "amount",
    );
  const { refund_amount: refund = 0, credit_amount: credit = 0, out_of_band_amount: other = 0 } = input;
  const ways = refund + credit + other;
  if (invoice.status === "open" ? ways !== 0 : ways !== note.total)
    throw invalid(
      "The sum of refund, credit and out of band amounts must equal the credit note's amount after payment.",
    );
}

function reduce(world: World, invoice: Invoice, note: CreditNote): void {
  invoice.pre_payment_credit_notes_amount += note.total;
  invoice.amount_due -= note.total;
  invoice.amount_remaining -= note.total;
  if (invoice.amount_remaining === 0) markPaid(world, invoice, null);
}

function giveBack(world: World, invoice: Invoice, note: CreditNote, input: CreditInput): void {
  const { refund_amount: refunded = 0, credit_amount: credit = 0 } = input;
  invoice.post_payment_credit_notes_amount += note.total;
  if (credit > 0)
    note.customer_balance_transaction = adjustBalance(world, note.customer, {
      amount: -credit,
      currency: note.currency,
      type: "credit_note",
      credit_note: note.id,
    }).id;
  if (refunded === 0) return;
  const payment = world.invoicePayments
    .oldestFirst()
    .find((one) => one.invoice === invoice.id && one.status === "paid");
  if (payment === undefined) throw invalid("The invoice was not paid by a card.", "refund_amount");
  const refund = createRefund(world, { payment_intent: payment.payment.payment_intent, amount: refunded });
  note.refunds = [
    { amount_refunded: refunded, payment_record_refund: null, refund: refund.id, type: "refund" },
  ];
}

function blankNote(world: World, invoice: Invoice, input: CreditInput): CreditNote {
  const id = world.makeId("cn");
  const lines = creditLines(world, invoice, input);
  const isOpen = invoice.status === "open";
  const amounts = sums(lines);
  const sequence = world.creditNotes.oldestFirst().filter((note) => note.invoice === invoice.id).length + 1;
  return {
    id,
    object: "credit_note",
    amount: amounts.total,
    amount_shipping: 0,
    created: world.now(),
    currency: invoice.currency,
    customer: invoice.customer ?? "",
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: world.now(),
    invoice: invoice.id,
    lines: listAll(lines, `/v1/credit_notes/${id}/lines`),
    livemode: world.livemode,
    memo: input.memo ?? null,
    metadata: mergeMetadata({}, input.metadata),
    number: `${invoice.number}-CN-${String(sequence).padStart(2, "0")}`,
    out_of_band_amount: input.out_of_band_amount ?? null,
    pdf: `${world.url}/credit_notes/${id}/pdf`,
    post_payment_amount: isOpen ? 0 : amounts.total,
    pre_payment_amount: isOpen ? amounts.total : 0,
    pretax_credit_amounts: [],
    reason: input.reason ?? null,
    refunds: [],
    shipping_cost: null,
    status: "issued",
    ...amounts,
    total_taxes: lines.flatMap((line) => line.taxes ?? []),
    type: isOpen ? "pre_payment" : "post_payment",
    voided_at: null,
  };
}

function sums(lines: readonly CreditNoteLine[]) {
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const added = sum(taxes.filter((tax) => tax.tax_behavior === "exclusive").map((tax) => tax.amount));
  const tax = sum(taxes.map((one) => one.amount));
  const subtotal = sum(lines.map((line) => line.amount));
  return {
    subtotal,
    subtotal_excluding_tax: subtotal - (tax - added),
    total: subtotal + added,
    total_excluding_tax: subtotal + added - tax,
  };
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
