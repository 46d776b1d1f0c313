import type { Completion, PlanLine } from "@millrace/billing";
import { Fault } from "@millrace/kernel";
import type Stripe from "stripe";
import { Once } from "../stripe/once.ts";
import type { UsageInvoice } from "./usage-invoice.ts";

/** What Stripe's invoice adds to ours, whose usage is `netMinor`. */
export async function completionOf(
  stripe: Stripe,
  { invoice, usage, others }: UsageInvoice,
  netMinor: bigint,
): Promise<Completion> {
  const taxes = await taxesOf(stripe, invoice);
  const lines = others.filter(({ amount }) => amount !== 0).map(planLine);
  const totalMinor = BigInt(invoice.total);
  const discountMinor =
    totalMinor - BigInt(usage.amount) - sum([...lines, ...taxes].map(({ amountMinor }) => amountMinor));
  if (discountMinor > 0n) throw unexplained(invoice, discountMinor);
  const discount = { description: "Discount", amountMinor: discountMinor, startsAt: null, endsAt: null };
  return {
    providerId: String(invoice.id),
    planLines: discountMinor === 0n ? lines : [...lines, discount],
    carriedMinor: BigInt(usage.amount) - netMinor,
    taxes,
    totalMinor,
  };
}

function planLine({ description, amount, period: { start, end } }: Stripe.InvoiceLineItem): PlanLine {
  return {
    description: description ?? "",
    amountMinor: BigInt(amount),
    startsAt: new Date(start * 1000),
    endsAt: new Date(end * 1000),
  };
}

/** What Stripe added as tax, by its names. Prices exclude it. */
export async function taxesOf(
  stripe: Stripe,
  { total_taxes: taxes }: Stripe.Invoice,
): Promise<Completion["taxes"]> {
  const added = (taxes ?? []).filter(({ tax_behavior: behavior }) => behavior === "exclusive");
  return Promise.all(
    added.map(async ({ amount, tax_rate_details: rate }) => ({
      description: await taxName(stripe, rate?.tax_rate ?? null),
      amountMinor: BigInt(amount),
    })),
  );
}

/** A rate is for ever what it was when it was made. */
const taxNames = new WeakMap<Stripe, Once<string>>();

async function taxName(stripe: Stripe, id: string | null): Promise<string> {
  if (id === null) return "Tax";
  const names = taxNames.get(stripe) ?? new Once<string>();
  taxNames.set(stripe, names);
  return names.get(id, async () => {
    const { display_name: name, percentage } = await stripe.taxRates.retrieve(id);
    return `${name} ${percentage}%`;
  });
}

function unexplained({ id }: Stripe.Invoice, overMinor: bigint): Fault {
  return new Fault({
    kind: "internal",
    code: "payments.total_unexplained",
    message: "An invoice of the payment provider is more than its lines, so that nothing can be said of it.",
    internal: `${id}: ${overMinor} over`,
  });
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
