import { totalInvoice } from "../invoices/total-invoice.ts";
import { readUsage } from "../meters/read-usage.ts";
import type { Invoice, InvoiceLine } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

/** In minor units of one currency. */
export type Sums = {
  /** What cards paid. */
  charged: number;
  refunded: number;
  /** Of disputes that were not won. */
  disputed: number;
  /** By credit notes, whichever way the money went. */
  credited: number;
};

export type ReckonedLine = {
  amount: number;
  description: string | null;
  period: { start: number; end: number };
  price: string | null;
  proration: boolean;
  /** A decimal. */
  quantity: string | null;
  tax: number;
};

export type ReckonedInvoice = {
  id: string;
  number: string | null;
  status: string;
  reason: string;
  currency: string;
  period: { start: number; end: number };
  total: number;
  paid: number;
  remaining: number;
  lines: ReckonedLine[];
};

/** What the twin knows of a customer's money and usage. */
export type Reckoning = {
  sums: Record<string, Sums>;
  /** Below zero it is the customer's. */
  balance: number;
  /** Oldest first; drafts with what was used until now. */
  invoices: ReckonedInvoice[];
  /** What was counted of all time, as decimals, by event name. */
  usage: Record<string, string>;
};

const ALL_TIME = { start: 0, end: Number.MAX_SAFE_INTEGER };

/** Everything there is to compare with, by customer. */
export function reckon(world: World): Record<string, Reckoning> {
  return Object.fromEntries(world.customers.oldestFirst().map(({ id }) => [id, reckonCustomer(world, id)]));
}

function reckonCustomer(world: World, customerId: string): Reckoning {
  const invoices = world.invoices.oldestFirst().filter(({ customer }) => customer === customerId);
  const meters = world.meters.oldestFirst();
  return {
    sums: sumsOf(world, customerId),
    balance: world.customers.need(customerId).balance,
    invoices: invoices.map((invoice) => reckonInvoice(world, invoice)),
    usage: Object.fromEntries(
      meters.map((meter) => [meter.event_name, readUsage(world, meter, customerId, ALL_TIME)]),
    ),
  };
}

function sumsOf(world: World, customerId: string): Record<string, Sums> {
  const sums: Record<string, Sums> = {};
  const add = (currency: string, name: keyof Sums, amount: number) => {
    const known = sums[currency] ?? { charged: 0, refunded: 0, disputed: 0, credited: 0 };
    sums[currency] = { ...known, [name]: known[name] + amount };
  };
  for (const charge of world.charges.oldestFirst()) {
    if (charge.customer !== customerId || !charge.paid) continue;
    add(charge.currency, "charged", charge.amount);
    add(charge.currency, "refunded", charge.amount_refunded);
  }
  for (const dispute of world.disputes.oldestFirst())
    if (dispute.status !== "won" && world.charges.find(dispute.charge)?.customer === customerId)
      add(dispute.currency, "disputed", dispute.amount);
  for (const note of world.creditNotes.oldestFirst())
    if (note.status === "issued" && note.customer === customerId) add(note.currency, "credited", note.total);
  return sums;
}

function reckonInvoice(world: World, invoice: Invoice): ReckonedInvoice {
  if (invoice.status === "draft") totalInvoice(world, invoice);
  return {
    id: invoice.id,
    number: invoice.number,
    status: invoice.status ?? "draft",
    reason: invoice.billing_reason ?? "manual",
    currency: invoice.currency,
    period: { start: invoice.period_start, end: invoice.period_end },
    total: invoice.total,
    paid: invoice.amount_paid,
    remaining: invoice.amount_remaining,
    lines: invoice.lines.data.map(reckonLine),
  };
}

function reckonLine(line: InvoiceLine): ReckonedLine {
  const details = line.parent?.invoice_item_details ?? line.parent?.subscription_item_details;
  return {
    amount: line.amount,
    description: line.description,
    period: { start: line.period.start, end: line.period.end },
    price: line.pricing?.price_details?.price ?? null,
    proration: details?.proration ?? false,
    quantity: line.quantity_decimal,
    tax: (line.taxes ?? []).reduce((total, tax) => total + tax.amount, 0),
  };
}
