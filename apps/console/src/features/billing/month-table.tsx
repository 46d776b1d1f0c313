"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import type { BilledMonth } from "./read-billing.ts";

export type MonthTableProps = { months: BilledMonth[]; currency: string };

export function MonthTable({ months, currency }: MonthTableProps) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const format = useFormatter();
  const columns: DataColumn<BilledMonth>[] = [
    {
      id: "month",
      header: t("columns.month"),
      sortBy: ({ start }) => start.getTime(),
      cell: ({ start }) => format.dateTime(start, { year: "numeric", month: "long", timeZone: "UTC" }),
    },
    {
      id: "requests",
      header: t("columns.requests"),
      align: "right",
      wideOnly: true,
      sortBy: ({ totals }) => totals.requests,
      cell: ({ totals }) => formatNumber(totals.requests, locale),
    },
    {
      id: "tokens",
      header: t("columns.tokens"),
      align: "right",
      sortBy: ({ totals }) => totals.inputTokens,
      cell: ({ totals }) => formatNumber(totals.inputTokens, locale),
    },
    {
      id: "amount",
      header: t("columns.amount"),
      align: "right",
      sortBy: ({ totals }) => totals.amountPico,
      cell: ({ totals }) => formatMoney(totals.amountPico, currency, locale),
    },
  ];
  return (
    <DataTable
      label={t("months")}
      columns={columns}
      rows={months}
      keyOf={({ start }) => start.toISOString()}
    />
  );
}
