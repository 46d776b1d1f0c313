"use client";

import type { ComparedGroup } from "@millrace/metering";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatShare } from "../../format/quantity.ts";
import { OTHERS_KEY } from "../charts/stack-series.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { changeOf } from "./change-of.ts";
import { ChangeText } from "./change-text.tsx";
import { formatMeasured, measured } from "./measured.ts";
import { type Names, nameOfGroup } from "./names.ts";
import { MEASURES, type UsageQuery, usageAddress } from "./usage-query.ts";

/** The largest, one by one; the others open. */
const SHOWN = 10;

export type GroupTableProps = {
  groups: ComparedGroup[];
  query: UsageQuery;
  names: Names;
  currency: string;
};

/** Who used what, and what became of it. Each row narrows the page to itself. */
export function GroupTable({ groups, query, names, currency }: GroupTableProps) {
  const t = useTranslations("usage");
  const locale = useLocale();
  const columns = useColumns({ groups, query, names, currency });
  if (groups.length === 0) return <p className="px-4 pt-1 pb-4 text-ink-2">{t("nothing")}</p>;
  const { show } = query;
  const amountOf = (some: readonly ComparedGroup[]) =>
    some.map(({ now }) => measured(now, show)).reduce(add, show === "cost" ? 0n : 0);
  return (
    <DataTable
      label={t("groups")}
      columns={columns}
      rows={groups}
      keyOf={({ group }) => group}
      fold={{
        after: SHOWN,
        closed: (hidden) =>
          t("fold.closed", {
            count: hidden.length,
            amount: formatMeasured(amountOf(hidden), { show, currency, locale }),
            share: formatShare(shareOf(amountOf(hidden), amountOf(groups)), locale),
          }),
        open: t("fold.open", { count: SHOWN }),
      }}
    />
  );
}

function useColumns({ groups, query, names, currency }: GroupTableProps): DataColumn<ComparedGroup>[] {
  const t = useTranslations("usage");
  const locale = useLocale();
  const format = useFormatter();
  const { show, group: grouping } = query;
  const total = groups.map(({ now }) => measured(now, show)).reduce(add, show === "cost" ? 0n : 0);
  const nameOf = ({ group }: ComparedGroup) => nameOfGroup(names, grouping, group);
  const changeBy = ({ now, before }: ComparedGroup) =>
    changeOf(measured(now, show), measured(before, show)).by;
  return [
    {
      id: "group",
      header: t(`grouping.${grouping}`),
      sortBy: nameOf,
      cell: (row) =>
        row.group === OTHERS_KEY ? (
          nameOf(row)
        ) : (
          <TeamLink
            href={{ query: usageAddress(query, { [grouping]: row.group }) }}
            scroll={false}
            className="rounded-sm font-semibold whitespace-nowrap hover:underline"
          >
            {nameOf(row)}
          </TeamLink>
        ),
    },
    ...MEASURES.map((measure) => ({
      id: measure,
      header: t(`columns.${measure}`),
      align: "right" as const,
      wideOnly: measure !== show,
      sortBy: ({ now }: ComparedGroup) => measured(now, measure),
      cell: ({ now }: ComparedGroup) =>
        formatMeasured(measured(now, measure), { show: measure, currency, locale }),
    })),
    {
      id: "share",
      header: t("columns.share"),
      align: "right",
      wideOnly: true,
      sortBy: ({ now }) => shareOf(measured(now, show), total),
      cell: ({ now }) => formatShare(shareOf(measured(now, show), total), locale),
    },
    {
      id: "change",
      header: t(`columns.change.${show}`),
      align: "right",
      sortBy: changeBy,
      cell: ({ now, before }) => (
        <ChangeText
          now={measured(now, show)}
          before={measured(before, show)}
          show={show}
          currency={currency}
        />
      ),
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
}

function add(one: number | bigint, other: number | bigint): number | bigint {
  return typeof one === "bigint" ? one + BigInt(other) : one + Number(other);
}

function shareOf(part: number | bigint, whole: number | bigint): number {
  return Number(whole) === 0 ? 0 : Number(part) / Number(whole);
}
