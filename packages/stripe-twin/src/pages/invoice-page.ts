import { makeCard } from "../cards/attach-payment-method.ts";
import { collectInvoice } from "../invoices/pay-invoice.ts";
import type { Invoice } from "../world/nouns.ts";
import type { Page } from "./answer-page.ts";
import { alert, cardField, day, type Html, html, money, NOTHING } from "./html.ts";

/** The page of an invoice, where one that is open can be paid. */
export const invoicePage: Page = (world, id, form) => {
  const invoice = world.invoices.need(id);
  const pays = form !== null && invoice.status === "open";
  const card = form?.get("card") ?? "pm_card_visa";
  const refusal = pays
    ? collectInvoice(world, invoice, { offSession: false, paymentMethod: makeCard(world, card).id })
    : null;
  return {
    title: `Invoice ${invoice.number ?? "(draft)"}`,
    body: html`${alert(refusal?.message ?? null)}
<p>${day(invoice.created)}, ${invoice.customer_name ?? ""}: ${invoice.status ?? ""}</p>
<table>${rowsOf(invoice)}</table>
<p>Total: <strong>${money(invoice.total, invoice.currency)}</strong></p>
${invoice.status === "open" ? html`<form method="post">${cardField()}<button>Pay</button></form>` : NOTHING}`,
  };
};

function rowsOf({ lines, total_taxes: taxes, currency }: Invoice): Html[] {
  const amounts = [
    ...lines.data.map(({ description, amount }) => [description ?? "", amount] as const),
    ...(taxes ?? []).map(({ amount }) => ["Tax", amount] as const),
  ];
  return amounts.map(([text, amount]) => html`<tr><td>${text}</td><td>${money(amount, currency)}</td></tr>`);
}
