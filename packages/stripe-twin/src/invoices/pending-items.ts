import { emitEvent } from "../webhooks/emit-event.ts";
import type { Invoice, InvoiceItem, InvoiceLine, Metadata } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { type LineParts, makeLine } from "./make-line.ts";

export type ItemParts = LineParts & { customer: string; invoice?: string | null; metadata?: Metadata };

/** Something to be paid that waits for an invoice, or is put on a draft at once. */
export function createItem(world: World, parts: ItemParts): InvoiceItem {
  const { customer, price, subscription, subscriptionItem, quantity, amount } = parts;
  const details = {
    subscription: subscription ?? "",
    ...(subscriptionItem ? { subscription_item: subscriptionItem } : {}),
  };
  const item = world.invoiceItems.add({
    id: world.makeId("ii"),
    object: "invoiceitem",
    amount,
    currency: parts.currency,
    customer,
    customer_account: null,
    date: world.now(),
    description: parts.description,
    discountable: true,
    discounts: [],
    invoice: parts.invoice ?? null,
    livemode: world.livemode,
    metadata: parts.metadata ?? {},
    net_amount: amount,
    parent: subscription ? { subscription_details: details, type: "subscription_details" } : null,
    period: { start: parts.period.start, end: parts.period.end },
    pricing:
      price === null
        ? null
        : {
            price_details: { price: price.id, product: price.product },
            type: "price_details",
            unit_amount_decimal: price.unit_amount_decimal,
          },
    proration: parts.proration ?? false,
    quantity: Math.trunc(Number(quantity ?? "1")),
    quantity_decimal: quantity ?? "1",
    tax_rates: [],
    test_clock: null,
  });
  emitEvent(world, "invoiceitem.created", item);
  return item;
}

/** The lines of what waits, for an invoice that is about to be made: of this subscription, or of none. */
export function pendingLines(world: World, { customer, currency, subscription }: Waiting): InvoiceLine[] {
  return waiting(world, { customer, currency, subscription }).map((item) => lineOf(world, item));
}

/** Ties what waited to the invoice on which its lines now stand. */
export function takeItems(world: World, invoice: Invoice): void {
  for (const line of invoice.lines.data) {
    const item = world.invoiceItems.find(line.parent?.invoice_item_details?.invoice_item ?? "");
    if (item !== undefined) item.invoice = invoice.id;
  }
}

export function lineOf(world: World, item: InvoiceItem): InvoiceLine {
  const details = item.parent?.subscription_details;
  return makeLine(world, {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    period: item.period,
    quantity: item.quantity_decimal,
    price: world.prices.find(item.pricing?.price_details?.price ?? "") ?? null,
    metadata: item.metadata ?? {},
    subscription: details?.subscription ?? null,
    invoiceItem: item.id,
    proration: item.proration,
  });
}

type Waiting = { customer: string; currency: string; subscription: string | null };

function waiting(world: World, { customer, currency, subscription }: Waiting): InvoiceItem[] {
  return world.invoiceItems.oldestFirst().filter((item) => {
    const itsSubscription = item.parent?.subscription_details?.subscription ?? null;
    const fits = itsSubscription === null || itsSubscription === subscription;
    return item.invoice === null && item.customer === customer && item.currency === currency && fits;
  });
}
