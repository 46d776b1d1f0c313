"use client";

import type { usageBy } from "@millrace/metering";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { type Names, nameOfGroup } from "./names.ts";
import { type UsageQuery, usageAddress } from "./usage-query.ts";

type GroupUsage = Awaited<ReturnType<typeof usageBy>>[number];

export type GroupTableProps = {
  groups: GroupUsage[];
  query: UsageQuery;
  names: Names;
  currency: string;
};

/** Who used what. Each row narrows the page to itself. */
export function GroupTable({ groups, query, names, currency }: GroupTableProps) {
  const t = useTranslations("usage");
  const locale = useLocale();
  const format = useFormatter();
  if (groups.length === 0) return <p className="px-4 pt-1 pb-4 text-ink-2">{t("nothing")}</p>;
  const columns: DataColumn<GroupUsage>[] = [
    {
      id: "group",
      header: t(`grouping.${query.group}`),
      sortBy: ({ group }) => nameOfGroup(names, query.group, group),
      cell: ({ group }) => (
        <TeamLink
          href={{ query: usageAddress(query, { [query.group]: group }) }}
          scroll={false}
          className="rounded-sm font-semibold whitespace-nowrap hover:underline"
        >
          {nameOfGroup(names, query.group, group)}
        </TeamLink>
      ),
    },
    {
      id: "requests",
      header: t("columns.requests"),
      align: "right",
      sortBy: ({ requests }) => requests,
      cell: ({ requests }) => formatNumber(requests, locale),
    },
    {
      id: "tokens",
      header: t("columns.tokens"),
      align: "right",
      sortBy: ({ inputTokens }) => inputTokens,
      cell: ({ inputTokens }) => formatNumber(inputTokens, locale),
    },
    {
      id: "cost",
      header: t("columns.cost"),
      align: "right",
      sortBy: ({ amountPico }) => amountPico,
      cell: ({ amountPico }) => formatMoney(amountPico, currency, locale),
    },
    {
      id: "lastAt",
      header: t("columns.lastAt"),
      align: "right",
      wideOnly: true,
      sortBy: ({ lastAt }) => lastAt.getTime(),
      cell: ({ lastAt }) => format.dateTime(lastAt, { dateStyle: "medium", timeStyle: "short" }),
    },
  ];
  return <DataTable label={t("groups")} columns={columns} rows={groups} keyOf={({ group }) => group} />;
}
