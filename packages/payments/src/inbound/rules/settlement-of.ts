import type { PlanLine, Settlement } from "@millrace/billing";
import { periodOf } from "@millrace/kernel";
import type Stripe from "stripe";
import { dateOf, idOf } from "../subjects/reading.ts";

type Final = Omit<Settlement, "teamId">;

const STATES = ["open", "paid", "void", "uncollectible"] as const;

/** How an invoice of Stripe stands, with its payments; null: it is a draft. Retrieved with `payments`. */
export function settlementOf(invoice: Stripe.Invoice): Final | null {
  const { id: providerId } = invoice;
  const status = STATES.find((state) => state === invoice.status);
  if (status === undefined) return null;
  const at = dateOf(momentOf(invoice));
  const payments = (invoice.payments?.data ?? [])
    .filter((payment) => payment.status === "paid" && (payment.amount_paid ?? 0) > 0)
    .map(({ payment, amount_paid: paid, status_transitions: { paid_at: paidAt } }) => ({
      providerId: idOf(payment.payment_intent ?? payment.charge ?? payment.payment_record) ?? "",
      amountMinor: BigInt(paid ?? 0),
      at: paidAt === null ? at : dateOf(paidAt),
    }));
  const known = payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const elsewhere = BigInt(invoice.amount_paid) - known;
  const outOfBand =
    status === "paid" && elsewhere > 0n
      ? [{ providerId, amountMinor: elsewhere, at, note: "Paid outside of Stripe" }]
      : [];
  return { providerId, state: status, at, payments: [...payments, ...outOfBand] };
}

/** When it came into its state, in seconds. */
function momentOf({ status, created, status_transitions: moments }: Stripe.Invoice): number {
  const moment =
    status === "paid"
      ? moments.paid_at
      : status === "void"
        ? moments.voided_at
        : status === "uncollectible"
          ? moments.marked_uncollectible_at
          : moments.finalized_at;
  return moment ?? created;
}

/** What is on an invoice of Stripe, without tax and without lines of nothing. */
function planLinesOf(lines: readonly Stripe.InvoiceLineItem[]): PlanLine[] {
  return lines
    .map(({ description, amount, discount_amounts: discounts, period }) => ({
      description: description ?? "",
      amountMinor: BigInt(amount - (discounts ?? []).reduce((sum, discount) => sum + discount.amount, 0)),
      startsAt: dateOf(period.start),
      endsAt: dateOf(period.end),
    }))
    .filter(({ amountMinor }) => amountMinor !== 0n);
}

type Metered = ReadonlySet<string | null>;

function isUsage({ pricing }: Stripe.InvoiceLineItem, metered: Metered): boolean {
  return metered.has(idOf(pricing?.price_details?.price));
}

/** The lines that bill usage, and the others. `metered`: the prices of usage. */
export function splitLines(
  lines: readonly Stripe.InvoiceLineItem[],
  metered: Metered,
): { usage: PlanLine[]; fees: PlanLine[] } {
  return {
    usage: planLinesOf(lines.filter((line) => isUsage(line, metered))),
    fees: planLinesOf(lines.filter((line) => !isUsage(line, metered))),
  };
}

/** Whether an invoice closes a month (UTC): it bills usage until its end. One that ends in mid-month, with its plan, closes nothing. */
export function closesPeriod(
  { billing_reason: reason }: Stripe.Invoice,
  lines: readonly Stripe.InvoiceLineItem[],
  metered: Metered,
): boolean {
  if (reason === "subscription_cycle") return true;
  if (reason === "subscription_create") return false;
  return lines.some((line) => {
    const { start, end } = line.period;
    return start < end && periodOf(dateOf(end)).start.getTime() === end * 1000 && isUsage(line, metered);
  });
}
