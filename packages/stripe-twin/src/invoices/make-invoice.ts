import { listAll } from "../http/list.ts";
import type { Stretch } from "../rules/prorate.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Customer, Invoice, InvoiceLine, Metadata, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { customerFields } from "./customer-fields.ts";
import { autoFinalize } from "./finalize-invoice.ts";
import { totalInvoice } from "./total-invoice.ts";

export type InvoiceParts = {
  customer: Customer;
  currency: string;
  reason: Invoice["billing_reason"];
  lines: readonly InvoiceLine[];
  period: Stretch;
  subscription?: Subscription | null;
  autoAdvance: boolean;
  automaticTax: boolean;
  collectionMethod?: Invoice["collection_method"];
  daysUntilDue?: number | null;
  defaultPaymentMethod?: string | null;
  description?: string | null;
  metadata?: Metadata;
};

/** A draft, which finalises by itself an hour later when it may. */
export function makeInvoice(world: World, parts: InvoiceParts): Invoice {
  const invoice = world.invoices.add(blankInvoice(world, world.makeId("in"), parts));
  if (parts.subscription) parts.subscription.latest_invoice = invoice.id;
  emitEvent(world, "invoice.created", invoice);
  autoFinalize(world, invoice);
  return invoice;
}

/** An invoice with its totals that nothing knows of yet. */
export function blankInvoice(world: World, id: string, parts: InvoiceParts): Invoice {
  const { customer, subscription = null, lines } = parts;
  const invoice: Invoice = {
    id,
    object: "invoice",
    account_country: world.sellerCountry,
    account_name: "Twin",
    account_tax_ids: null,
    ...NO_AMOUNTS,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: parts.autoAdvance,
    automatic_tax: {
      disabled_reason: null,
      enabled: parts.automaticTax,
      liability: parts.automaticTax ? { type: "self" } : null,
      provider: parts.automaticTax ? "stripe" : null,
      status: null,
    },
    automatically_finalizes_at: null,
    billing_reason: parts.reason,
    collection_method: parts.collectionMethod ?? "charge_automatically",
    created: world.now(),
    currency: parts.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    ...customerFields(world, customer),
    default_payment_method: parts.defaultPaymentMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: parts.description ?? null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: listAll(
      lines.map((line) => Object.assign(line, { invoice: id })),
      `/v1/invoices/${id}/lines`,
    ),
    livemode: world.livemode,
    metadata: parts.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription === null ? null : parentOf(subscription),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: parts.period.end,
    period_start: parts.period.start,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    test_clock: null,
    total_discount_amounts: [],
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
  if (parts.collectionMethod === "send_invoice")
    world.daysUntilDue.set(id, parts.daysUntilDue ?? DAYS_UNTIL_DUE);
  totalInvoice(world, invoice);
  return invoice;
}

const DAYS_UNTIL_DUE = 30;

const NO_AMOUNTS = {
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  subtotal: 0,
  subtotal_excluding_tax: 0,
  total: 0,
  total_excluding_tax: 0,
};

function parentOf({ id, metadata }: Subscription): Invoice["parent"] {
  return {
    type: "subscription_details",
    quote_details: null,
    subscription_details: { metadata: { ...metadata }, subscription: id },
  };
}
