"use client";

import type { InvoiceState } from "@millrace/billing";
import { Button } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { InvoiceStateTag } from "../billing/invoice-state-tag.tsx";
import type { ShownInvoice } from "../billing/shown-invoice.ts";
import { useMonthText } from "../billing/use-month-text.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";

export type InvoiceAct = "markPaid" | "voidInvoice" | "writeOffInvoice" | "creditNote";

const ACTS: Record<InvoiceState, readonly InvoiceAct[]> = {
  draft: [],
  open: ["markPaid", "creditNote", "writeOffInvoice", "voidInvoice"],
  uncollectible: ["markPaid", "voidInvoice"],
  paid: ["creditNote"],
  void: [],
};

/** A credit note needs an amount that no other took back. */
function actsOn({ state, totals: { totalPico, creditedPico } }: ShownInvoice): readonly InvoiceAct[] {
  return ACTS[state].filter((act) => act !== "creditNote" || totalPico > creditedPico);
}

export type InvoicesTableProps = {
  label: string;
  invoices: ShownInvoice[];
  onAct: (act: InvoiceAct, invoice: ShownInvoice) => void;
};

export function InvoicesTable({ label, invoices, onAct }: InvoicesTableProps) {
  const t = useTranslations("operator.invoices");
  const locale = useLocale();
  const monthText = useMonthText();
  const money = (pico: bigint, currency: string) => formatMoney(pico, currency, locale);
  const columns: DataColumn<ShownInvoice>[] = [
    {
      id: "team",
      header: t("columns.team"),
      sortBy: ({ billTo }) => billTo.name,
      cell: ({ billTo }) => (
        <>
          <span className="block font-semibold break-words">{billTo.name}</span>
          <code className="figure block text-sm break-all text-ink-2">{billTo.handle}</code>
        </>
      ),
    },
    {
      id: "number",
      header: t("columns.number"),
      sortBy: ({ number }) => number,
      cell: (invoice) => (
        <>
          <span className="figure block whitespace-nowrap">{invoice.number}</span>
          <span className="block text-sm text-ink-2">{monthText(invoice.periodStart)}</span>
          <div className="mt-1 md:hidden">
            <span className="figure block">{money(invoice.totals.totalPico, invoice.currency)}</span>
            <State invoice={invoice} />
            {invoice.owedPico > 0n && invoice.owedPico !== invoice.totals.totalPico && (
              <span className="block text-sm text-ink-2">
                {t("columns.owed")}{" "}
                <span className="figure">{money(invoice.owedPico, invoice.currency)}</span>
              </span>
            )}
          </div>
        </>
      ),
    },
    {
      id: "state",
      header: t("columns.state"),
      wideOnly: true,
      sortBy: ({ state }) => state,
      cell: (invoice) => <State invoice={invoice} />,
    },
    {
      id: "total",
      header: t("columns.total"),
      align: "right",
      sortBy: ({ totals }) => totals.totalPico,
      wideOnly: true,
      cell: ({ totals, currency }) => money(totals.totalPico, currency),
    },
    {
      id: "owed",
      header: t("columns.owed"),
      wideOnly: true,
      align: "right",
      sortBy: ({ owedPico }) => owedPico,
      cell: ({ owedPico, currency }) => money(owedPico, currency),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (invoice) => (
        <div className="flex flex-wrap justify-end gap-1.5">
          {actsOn(invoice).map((act) => (
            <Button
              key={act}
              size="small"
              className="font-sans"
              onClick={() => onAct(act, invoice)}
              aria-label={t(`${act}.openFor`, { number: invoice.number })}
            >
              {t(`${act}.open`)}
            </Button>
          ))}
        </div>
      ),
    },
  ];
  return <DataTable label={label} columns={columns} rows={invoices} keyOf={({ id }) => id} />;
}

/** With the day on which it is due, as long as something is owed. */
function State({ invoice: { state, dueAt, owedPico } }: { invoice: ShownInvoice }) {
  const t = useTranslations("operator.invoices");
  const format = useFormatter();
  return (
    <>
      <InvoiceStateTag state={state} />
      {dueAt && owedPico > 0n && (
        <span className="block text-sm text-ink-2">
          {t("dueOn", { date: format.dateTime(dueAt, { dateStyle: "medium" }) })}
        </span>
      )}
    </>
  );
}
