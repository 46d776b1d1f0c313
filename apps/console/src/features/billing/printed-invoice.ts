import { type InvoiceWithLines, minorToPico, type PrintedInvoice } from "@millrace/billing";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { formatMoney, formatMoneyExact } from "../../format/money.ts";
import { type ShownInvoice, type ShownLine, shownInvoice, shownLine } from "./shown-invoice.ts";

type Words = {
  t: Awaited<ReturnType<typeof getTranslations<"billing">>>;
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
  const [t, format, locale] = await Promise.all([getTranslations("billing"), getFormatter(), getLocale()]);
  const { currency } = invoice;
  const money = (pico: bigint) => formatMoney(pico, currency, locale);
  const words: Words = {
    t,
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

function printedLine(line: ShownLine, { t, locale, money, exact }: Words): PrintedInvoice["lines"][number] {
  const { kind, description, modelName, unit, quantity, unitPricePico, amountPico } = line;
  const name =
    modelName === null || modelName === description ? description : `${description} · ${modelName}`;
  const late = kind === "late_usage" ? ` · ${t("lines.late")}` : "";
  return {
    description: unit === null ? name : `${name}\n${t(`lines.units.${unit}`)}${late}`,
    quantity: unit === null ? "" : quantity.toLocaleString(locale),
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
