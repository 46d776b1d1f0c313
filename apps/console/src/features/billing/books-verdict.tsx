"use client";

import type { Difference, TeamBooks } from "@millrace/billing";
import { FactList, Notice } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";

const SUMS = [
  "usagePico",
  "chargedPico",
  "invoicedPico",
  "openPico",
  "countedPico",
  "creditUsedPico",
  "creditDrawnPico",
] as const;

/** Whether a team's books balance, the sums that say so, and whatever differs. */
export function BooksVerdict({ books }: { books: TeamBooks }) {
  const t = useTranslations("billing.books");
  const locale = useLocale();
  const { sums, currency, isBalanced, differences } = books;
  return (
    <div className="flex flex-col gap-3">
      <Notice tone={isBalanced ? "water" : "bad"}>
        <p className="font-medium">{t(isBalanced ? "balanced" : "differs")}</p>
      </Notice>
      <FactList
        facts={SUMS.map((name) => ({
          label: t(`sums.${name}`),
          value: <span className="figure">{formatMoneyExact(sums[name], currency, locale)}</span>,
        }))}
      />
      {differences.length > 0 && <DifferenceTable differences={differences} currency={currency} />}
    </div>
  );
}

function DifferenceTable({ differences, currency }: { differences: Difference[]; currency: string }) {
  const t = useTranslations("billing.books");
  const locale = useLocale();
  const columns: DataColumn<Difference>[] = [
    {
      id: "what",
      header: t("columns.what"),
      cell: ({ check, name }) => (
        <>
          <span className="block">{t(`checks.${check}`)}</span>
          <code className="figure block text-sm break-all text-ink-2">{name}</code>
        </>
      ),
    },
    {
      id: "expected",
      header: t("columns.expected"),
      align: "right",
      cell: ({ expectedPico }) => formatMoneyExact(expectedPico, currency, locale),
    },
    {
      id: "actual",
      header: t("columns.actual"),
      align: "right",
      cell: ({ actualPico }) => formatMoneyExact(actualPico, currency, locale),
    },
  ];
  return (
    <DataTable
      label={t("differences")}
      columns={columns}
      rows={differences}
      keyOf={({ check, name }) => `${check} ${name}`}
    />
  );
}
