import type { Period } from "@millrace/kernel";
import type Stripe from "stripe";

/** Stripe's invoice over a period's usage until its end, with all of its lines. */
export type UsageInvoice = {
  invoice: Stripe.Invoice;
  usage: Stripe.InvoiceLineItem;
  others: Stripe.InvoiceLineItem[];
};

/** In which a subscription bills nothing when its period ends. */
const SILENT: ReadonlySet<string> = new Set(["incomplete_expired", "paused"]);

/**
 * Stripe's invoice over a customer's usage in a period. `later`: there will be one. Null: there will not, since the customer had
 * no subscription when it ended, or whoever runs the account voided it.
 */
export async function findUsageInvoice(
  stripe: Stripe,
  customerId: string,
  period: Period,
): Promise<UsageInvoice | "later" | null> {
  const metered = new Set<string>();
  let isExpected = false;
  for await (const subscription of stripe.subscriptions.list({
    customer: customerId,
    status: "all",
    limit: 100,
  })) {
    const prices = subscription.items.data.filter(({ price }) => price.recurring?.usage_type === "metered");
    for (const { price } of prices) metered.add(price.id);
    const endedAt = subscription.ended_at ?? Number.POSITIVE_INFINITY;
    const [starts, ends] = [subscription.start_date * 1000, endedAt * 1000];
    isExpected ||=
      starts < period.end.getTime() && ends >= period.end.getTime() && !SILENT.has(subscription.status);
  }
  if (metered.size === 0) return null;
  const created = { gte: Math.floor(period.start.getTime() / 1000) };
  for await (const invoice of stripe.invoices.list({ customer: customerId, created, limit: 100 })) {
    if (invoice.billing_reason === "subscription_create" || invoice.id === undefined) continue;
    const found = await usageOf(stripe, invoice, { metered, period });
    if (found !== null) return invoice.status === "void" ? null : found;
  }
  return isExpected ? "later" : null;
}

/** As it is now. */
export async function readUsageInvoice(
  stripe: Stripe,
  { invoice, usage }: UsageInvoice,
): Promise<UsageInvoice> {
  const fresh = await stripe.invoices.retrieve(String(invoice.id));
  const lines = await linesOf(stripe, fresh);
  const same = lines.find(({ id }) => id === usage.id) ?? usage;
  return { invoice: fresh, usage: same, others: lines.filter(({ id }) => id !== usage.id) };
}

type Sought = { metered: ReadonlySet<string>; period: Period };

async function usageOf(
  stripe: Stripe,
  invoice: Stripe.Invoice,
  { metered, period }: Sought,
): Promise<UsageInvoice | null> {
  const lines = await linesOf(stripe, invoice);
  const usage = lines.find(
    ({ pricing, period: { start, end } }) =>
      metered.has(priceOf(pricing)) &&
      start * 1000 >= period.start.getTime() &&
      end * 1000 === period.end.getTime() &&
      start < end,
  );
  return usage === undefined ? null : { invoice, usage, others: lines.filter(({ id }) => id !== usage.id) };
}

async function linesOf(stripe: Stripe, { id, lines }: Stripe.Invoice): Promise<Stripe.InvoiceLineItem[]> {
  if (!lines.has_more) return lines.data;
  const all: Stripe.InvoiceLineItem[] = [];
  for await (const line of stripe.invoices.listLineItems(String(id), { limit: 100 })) all.push(line);
  return all;
}

function priceOf(pricing: Stripe.InvoiceLineItem["pricing"]): string {
  const price = pricing?.price_details?.price;
  return typeof price === "string" ? price : (price?.id ?? "");
}
