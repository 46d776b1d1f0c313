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

export type InvoicesTableProps = {
  label: string;
  invoices: ShownInvoice[];
  onAct: (act: InvoiceAct, invoice: ShownInvoice) => void;
};

export function InvoicesTable({ label, invoices, onAct }: InvoicesTableProps) {
  const t = useTranslations("operator.invoices");
  const locale = useLocale();
  const format = useFormatter();
  const monthText = useMonthText();
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
      cell: ({ number, periodStart }) => (
        <>
          <span className="figure block whitespace-nowrap">{number}</span>
          <span className="block text-sm text-ink-2">{monthText(periodStart)}</span>
        </>
      ),
    },
    {
      id: "state",
      header: t("columns.state"),
      sortBy: ({ state }) => state,
      cell: ({ state, dueAt, owedPico }) => (
        <>
          <InvoiceStateTag state={state} />
          {dueAt && owedPico > 0n && (
            <span className="block text-sm text-ink-2">
              {t("dueOn", { date: format.dateTime(dueAt, { dateStyle: "medium" }) })}
            </span>
          )}
        </>
      ),
    },
    {
      id: "total",
      header: t("columns.total"),
      align: "right",
      sortBy: ({ totals }) => totals.totalPico,
      cell: ({ totals, currency }) => formatMoney(totals.totalPico, currency, locale),
    },
    {
      id: "owed",
      header: t("columns.owed"),
      align: "right",
      sortBy: ({ owedPico }) => owedPico,
      cell: ({ owedPico, currency }) => formatMoney(owedPico, currency, locale),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (invoice) => (
        <div className="flex flex-wrap justify-end gap-1.5">
          {ACTS[invoice.state].map((act) => (
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
