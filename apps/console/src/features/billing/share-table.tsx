"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { monthQuery } from "./month-query.ts";
import type { Share } from "./shares.ts";

export type ShareTableProps = {
  shares: Share[];
  of: "model" | "deployment";
  /** Its first moment. */
  month: Date;
  /** By id; null where a group goes by its own name. */
  names: Record<string, string> | null;
  currency: string;
};

/** What a month is made of; each row opens the requests behind it. */
export function ShareTable({ shares, of, month, names, currency }: ShareTableProps) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const nameOf = ({ group }: Share) => {
    if (group === null) return t("others");
    return names === null ? group : (names[group] ?? t("deleted"));
  };
  const columns: DataColumn<Share>[] = [
    {
      id: "group",
      header: t(`columns.${of}`),
      sortBy: nameOf,
      cell: (share) =>
        share.group === null ? (
          nameOf(share)
        ) : (
          <TeamLink
            href={{ pathname: "/usage", query: { ...monthQuery(month), [of]: share.group } }}
            className="rounded-sm font-semibold hover:underline"
          >
            {nameOf(share)}
          </TeamLink>
        ),
    },
    {
      id: "requests",
      header: t("columns.requests"),
      align: "right",
      wideOnly: true,
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
      id: "amount",
      header: t("columns.amount"),
      align: "right",
      sortBy: ({ amountPico }) => amountPico,
      cell: ({ amountPico }) => formatMoney(amountPico, currency, locale),
    },
  ];
  const label = t(of === "model" ? "byModel" : "byDeployment");
  return <DataTable label={label} columns={columns} rows={shares} keyOf={({ group }) => group ?? ""} />;
}
