"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { InvoiceStateTag } from "./invoice-state-tag.tsx";
import type { ShownInvoice } from "./shown-invoice.ts";
import { useMonthText } from "./use-month-text.ts";

export function InvoiceTable({ invoices }: { invoices: ShownInvoice[] }) {
  const t = useTranslations("billing.invoices");
  const locale = useLocale();
  const format = useFormatter();
  const monthText = useMonthText();
  const columns: DataColumn<ShownInvoice>[] = [
    {
      id: "number",
      header: t("columns.number"),
      sortBy: ({ number }) => number,
      cell: ({ id, number }) => (
        <TeamLink
          href={`/billing/invoices/${id}`}
          className="figure rounded-sm font-semibold whitespace-nowrap hover:underline"
        >
          {number}
        </TeamLink>
      ),
    },
    {
      id: "month",
      header: t("columns.month"),
      sortBy: ({ periodStart }) => periodStart.getTime(),
      cell: ({ periodStart }) => monthText(periodStart),
    },
    {
      id: "state",
      header: t("columns.state"),
      sortBy: ({ state }) => state,
      cell: ({ state }) => <InvoiceStateTag state={state} />,
    },
    {
      id: "due",
      header: t("columns.due"),
      wideOnly: true,
      sortBy: ({ dueAt }) => dueAt?.getTime() ?? 0,
      cell: ({ dueAt, owedPico }) =>
        dueAt && owedPico > 0n ? format.dateTime(dueAt, { dateStyle: "medium" }) : "–",
    },
    {
      id: "total",
      header: t("columns.total"),
      align: "right",
      sortBy: ({ totals }) => totals.totalPico,
      cell: ({ totals, currency }) => formatMoney(totals.totalPico, currency, locale),
    },
  ];
  return <DataTable label={t("title")} columns={columns} rows={invoices} keyOf={({ id }) => id} />;
}
