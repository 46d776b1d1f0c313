import { type InvoiceWithLines, minorToPico, type PrintedInvoice } from "@millrace/billing";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { formatMoney, formatMoneyExact } from "../../format/money.ts";
import { lineWords, quantityOf } from "./line-words.ts";
import { type ShownInvoice, type ShownLine, shownInvoice, shownLine } from "./shown-invoice.ts";

type Words = {
  t: Awaited<ReturnType<typeof getTranslations<"billing">>>;
  tLines: Awaited<ReturnType<typeof getTranslations<"billing.lines">>>;
  format: Awaited<ReturnType<typeof getFormatter>>;
  /** Of the invoice's currency. */
  money: (pico: bigint) => string;
  exact: (pico: bigint) => string;
  locale: string;
};

/** An invoice in the reader's words, for paper. */
export async function printedInvoice(
  { invoice, lines, creditNotes }: InvoiceWithLines,
  issuer: string | null,
): Promise<PrintedInvoice> {
  const [t, tLines, format, locale] = await Promise.all([
    getTranslations("billing"),
    getTranslations("billing.lines"),
    getFormatter(),
    getLocale(),
  ]);
  const { currency } = invoice;
  const money = (pico: bigint) => formatMoney(pico, currency, locale);
  const words: Words = {
    t,
    tLines,
    format,
    locale,
    money,
    exact: (pico) => formatMoneyExact(pico, currency, locale),
  };
  const shown = shownInvoice(invoice);
  return {
    title: t("invoice.title", { number: shown.number }),
    issuer,
    facts: factsOf(shown, words),
    columns: {
      description: t("lines.columns.what"),
      quantity: t("lines.columns.quantity"),
      unitPrice: t("lines.columns.unitPrice"),
      amount: t("lines.columns.amount"),
    },
    lines: lines.map((line) => printedLine(shownLine(line, currency), words)),
    totals: [
      ...totalsOf(shown, words),
      ...creditNotes.map(({ number, amountMinor }) => ({
        label: `${t("totals.credited")} (${number})`,
        value: money(-minorToPico(amountMinor, currency)),
      })),
      { label: t("invoice.facts.owed"), value: money(shown.owedPico) },
    ],
    note: t("rounding"),
    page: (page, pages) => t("invoice.page", { page, pages }),
  };
}

function factsOf(
  { state, billTo, periodStart, closedAt, dueAt, owedPico }: ShownInvoice,
  { t, format }: Words,
): PrintedInvoice["facts"] {
  const day = (at: Date) => format.dateTime(at, { dateStyle: "long" });
  const month = format.dateTime(periodStart, { year: "numeric", month: "long", timeZone: "UTC" });
  return [
    { label: t("invoice.facts.billTo"), value: `${billTo.name} (${billTo.handle})` },
    { label: t("invoices.columns.month"), value: `${month} (UTC)` },
    ...(closedAt ? [{ label: t("invoice.facts.closed"), value: day(closedAt) }] : []),
    ...(dueAt && owedPico > 0n ? [{ label: t("invoice.facts.due"), value: day(dueAt) }] : []),
    { label: t("invoice.facts.state"), value: t(`states.${state}`) },
  ];
}

function printedLine(
  line: ShownLine,
  { tLines, format, locale, money, exact }: Words,
): PrintedInvoice["lines"][number] {
  const { unitPricePico, amountPico } = line;
  const { name, detail } = lineWords(line, { t: tLines, format });
  return {
    description: detail === null ? name : `${name}\n${detail}`,
    quantity: quantityOf(line, locale) ?? "",
    unitPrice: unitPricePico === null ? "" : exact(unitPricePico),
    amount: money(amountPico),
  };
}

function totalsOf({ totals }: ShownInvoice, { t, money }: Words): PrintedInvoice["totals"] {
  const { subtotalPico, creditPico, taxPico, totalPico } = totals;
  return [
    { label: t("totals.subtotal"), value: money(subtotalPico) },
    ...(creditPico > 0n ? [{ label: t("totals.credit"), value: money(-creditPico) }] : []),
    ...(taxPico > 0n ? [{ label: t("totals.tax"), value: money(taxPico) }] : []),
    { label: t("totals.total"), value: money(totalPico) },
  ];
}
