import { minorToPico, type Payment } from "@millrace/billing";
import type { PaymentsOfTeam } from "@millrace/payments";
import { type ShownTopUp, shownTopUp } from "./top-up-view.ts";

/** A payment with its amounts in picos, as everything else on a page has them. */
export type ShownPayment = Pick<
  Payment,
  "id" | "kind" | "state" | "currency" | "invoiceId" | "note" | "createdAt"
> & {
  amountPico: bigint;
  /** Of it, what went back. */
  refundedPico: bigint;
  /** Of the invoice that it is for; null: it is for none. */
  invoiceNumber: string | null;
};

/** How a team pays, and what it has paid. */
export type PaymentsView = Pick<PaymentsOfTeam, "cardLabel"> & {
  /** Whether a provider collects; else an operator says what was paid. */
  hasProvider: boolean;
  topUp: ShownTopUp | null;
  /** Newest first. */
  payments: ShownPayment[];
};

type Numbered = { id: string; number: string | null };

export function paymentsView(
  { providerName, cardLabel, topUp, payments }: PaymentsOfTeam,
  invoices: readonly Numbered[],
  currency: string,
): PaymentsView {
  return {
    hasProvider: providerName !== null,
    cardLabel,
    topUp: topUp && shownTopUp(topUp, currency),
    payments: payments.map((payment) => shownPayment(payment, invoices)),
  };
}

/** The newest payment that bought credit; null: there is none. */
export function newestBought(payments: readonly ShownPayment[]): ShownPayment | null {
  return payments.find(({ kind, state }) => kind === "credit" && state === "succeeded") ?? null;
}

function shownPayment(payment: Payment, invoices: readonly Numbered[]): ShownPayment {
  const { id, kind, state, currency, invoiceId, note, createdAt, amountMinor, refundedMinor } = payment;
  return {
    ...{ id, kind, state, currency, invoiceId, note, createdAt },
    amountPico: minorToPico(amountMinor, currency),
    refundedPico: minorToPico(refundedMinor, currency),
    invoiceNumber: invoices.find((invoice) => invoice.id === invoiceId)?.number ?? null,
  };
}
