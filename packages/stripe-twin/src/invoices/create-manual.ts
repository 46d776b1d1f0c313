import type { z } from "zod";
import { mergeMetadata } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { priceOf } from "../rules/prorate.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Invoice, InvoiceItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { createInvoiceParams, createItemParams, itemUpdateParams } from "./invoice-params.ts";
import { makeInvoice } from "./make-invoice.ts";
import { createItem, lineOf, pendingLines, takeItems } from "./pending-items.ts";
import { totalInvoice } from "./total-invoice.ts";

/** An invoice that no period brings about; without `auto_advance` it stays a draft until it is told. */
export function createManualInvoice(world: World, input: z.output<typeof createInvoiceParams>): Invoice {
  const customer = world.customers.need(input.customer, "customer");
  const subscription =
    input.subscription === undefined ? null : world.subscriptions.need(input.subscription, "subscription");
  const currency = input.currency ?? subscription?.currency ?? customer.currency ?? "usd";
  const waiting = { customer: customer.id, currency, subscription: subscription?.id ?? null };
  const invoice = makeInvoice(world, {
    customer,
    currency,
    reason: "manual",
    lines: input.pending_invoice_items_behavior === "include" ? pendingLines(world, waiting) : [],
    period: { start: world.now(), end: world.now() },
    subscription,
    autoAdvance: input.auto_advance ?? false,
    automaticTax: input.automatic_tax?.enabled ?? false,
    collectionMethod: input.collection_method,
    daysUntilDue: input.days_until_due,
    defaultPaymentMethod: input.default_payment_method,
    description: input.description,
    metadata: mergeMetadata({}, input.metadata),
  });
  takeItems(world, invoice);
  return invoice;
}

/** Something to be paid once: on a draft that is named, or with the customer's next invoice. */
export function createManualItem(world: World, input: z.output<typeof createItemParams>): InvoiceItem {
  const customer = world.customers.need(input.customer, "customer");
  const draft = input.invoice === undefined ? null : draftOf(world, input.invoice);
  const item = createItem(world, {
    ...amountOf(world, input),
    description: input.description ?? null,
    period: input.period ?? { start: world.now(), end: world.now() },
    metadata: mergeMetadata({}, input.metadata),
    customer: customer.id,
    subscription: input.subscription,
    invoice: draft?.id,
  });
  if (draft === null) return item;
  if (draft.currency !== item.currency)
    throw invalid("The currency of the item is not that of the invoice.", "currency");
  draft.lines.data.push(Object.assign(lineOf(world, item), { invoice: draft.id }));
  totalInvoice(world, draft);
  return item;
}

/** Fault 400 when the invoice is final. */
export function draftOf(world: World, id: string, param = "invoice"): Invoice {
  const invoice = world.invoices.need(id, param);
  if (invoice.status !== "draft")
    throw invalid("This invoice is no longer editable.", param, "invoice_not_editable");
  return invoice;
}

function amountOf(world: World, input: z.output<typeof createItemParams>) {
  const { amount, currency, pricing, unit_amount_decimal: unit } = input;
  const quantity = input.quantity_decimal ?? String(input.quantity ?? 1);
  if (pricing !== undefined) {
    const price = world.prices.need(pricing.price, "pricing[price]");
    return {
      amount: priceOf(price.unit_amount_decimal ?? "0", quantity),
      currency: price.currency,
      quantity,
      price,
    };
  }
  if (currency === undefined)
    throw invalid("Missing required param: currency.", "currency", "parameter_missing");
  if (unit !== undefined) return { amount: priceOf(unit, quantity), currency, quantity, price: null };
  if (amount === undefined) throw invalid("Missing required param: amount.", "amount", "parameter_missing");
  return { amount, currency, quantity: "1", price: null };
}

/** Changes what waits or stands on a draft. */
export function changeItem(world: World, id: string, input: z.output<typeof itemUpdateParams>): InvoiceItem {
  const item = world.invoiceItems.need(id);
  const { metadata, ...fields } = input;
  Object.assign(item, fields, { metadata: mergeMetadata(item.metadata ?? {}, metadata) });
  onDraft(world, item, (draft, index) => {
    draft.lines.data[index] = Object.assign(lineOf(world, item), { invoice: draft.id });
  });
  return item;
}

export function deleteItem(world: World, id: string): object {
  const item = world.invoiceItems.need(id);
  onDraft(world, item, (draft, index) => draft.lines.data.splice(index, 1));
  world.invoiceItems.remove(id);
  emitEvent(world, "invoiceitem.deleted", item);
  return { id, object: "invoiceitem", deleted: true };
}

function onDraft(
  world: World,
  { id, invoice }: InvoiceItem,
  edit: (draft: Invoice, index: number) => unknown,
): void {
  if (invoice === null) return;
  const draft = draftOf(world, invoice, "id");
  const index = draft.lines.data.findIndex((line) => line.parent?.invoice_item_details?.invoice_item === id);
  if (index >= 0) edit(draft, index);
  totalInvoice(world, draft);
}
