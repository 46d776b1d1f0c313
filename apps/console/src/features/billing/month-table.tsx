"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { monthQuery } from "./month-query.ts";
import type { BilledMonth } from "./read-billing.ts";
import { useMonthText } from "./use-month-text.ts";

export type MonthTableProps = { months: BilledMonth[]; currency: string };

/** What each month came to; one in which something was used opens the requests behind it. */
export function MonthTable({ months, currency }: MonthTableProps) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const monthText = useMonthText();
  const columns: DataColumn<BilledMonth>[] = [
    {
      id: "month",
      header: t("columns.month"),
      sortBy: ({ start }) => start.getTime(),
      cell: ({ start, totals }) =>
        totals.requests === 0 ? (
          monthText(start)
        ) : (
          <TeamLink
            href={{ pathname: "/usage", query: monthQuery(start) }}
            className="rounded-sm font-semibold hover:underline"
          >
            {monthText(start)}
          </TeamLink>
        ),
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
