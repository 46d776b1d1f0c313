import { isWhole } from "../rules/decimal.ts";
import type { Stretch } from "../rules/prorate.ts";
import type { InvoiceLine, Metadata, Price } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export type LineParts = {
  amount: number;
  currency: string;
  description: string | null;
  period: Stretch;
  /** A decimal; null for an amount that is no price's. */
  quantity: string | null;
  price: Price | null;
  metadata?: Metadata;
  /** Of the subscription that it is for. */
  subscription?: string | null;
  subscriptionItem?: string | null;
  invoiceItem?: string | null;
  proration?: boolean;
};

/** A line that belongs to no invoice yet. */
export function makeLine(world: World, parts: LineParts): InvoiceLine {
  const { amount, price, quantity, subscription = null, subscriptionItem = null, invoiceItem = null } = parts;
  return {
    id: world.makeId("il"),
    object: "line_item",
    amount,
    currency: parts.currency,
    description: parts.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: world.livemode,
    metadata: parts.metadata ?? {},
    parent: parentOf({ subscription, subscriptionItem, invoiceItem, proration: parts.proration ?? false }),
    period: { start: parts.period.start, end: parts.period.end },
    pretax_credit_amounts: [],
    pricing:
      price === null
        ? null
        : {
            price_details: { price: price.id, product: price.product },
            type: "price_details",
            unit_amount_decimal: price.unit_amount_decimal,
          },
    quantity: quantity !== null && isWhole(quantity) ? Number(quantity) : null,
    quantity_decimal: quantity,
    subscription,
    subtotal: amount,
    taxes: [],
  };
}

type ParentParts = {
  subscription: string | null;
  subscriptionItem: string | null;
  invoiceItem: string | null;
  proration: boolean;
};

function parentOf({
  subscription,
  subscriptionItem,
  invoiceItem,
  proration,
}: ParentParts): InvoiceLine["parent"] {
  const details = { proration, proration_details: { credited_items: null }, subscription };
  if (invoiceItem !== null)
    return {
      type: "invoice_item_details",
      invoice_item_details: { ...details, invoice_item: invoiceItem },
      subscription_item_details: null,
    };
  if (subscriptionItem === null) return null;
  return {
    type: "subscription_item_details",
    invoice_item_details: null,
    subscription_item_details: { ...details, invoice_item: null, subscription_item: subscriptionItem },
  };
}
