"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import type { ShownCreditNote } from "./shown-invoice.ts";

export function CreditNoteTable({ notes, currency }: { notes: ShownCreditNote[]; currency: string }) {
  const t = useTranslations("billing.creditNotes");
  const locale = useLocale();
  const format = useFormatter();
  const columns: DataColumn<ShownCreditNote>[] = [
    {
      id: "number",
      header: t("columns.number"),
      cell: ({ number, createdAt }) => (
        <>
          <span className="figure block font-semibold">{number}</span>
          <span className="block text-sm text-ink-2">
            {format.dateTime(createdAt, { dateStyle: "medium" })}
          </span>
        </>
      ),
    },
    { id: "reason", header: t("columns.reason"), cell: ({ reason }) => reason },
    { id: "outcome", header: t("columns.outcome"), cell: ({ outcome }) => t(`outcomes.${outcome}`) },
    {
      id: "amount",
      header: t("columns.amount"),
      align: "right",
      cell: ({ amountPico }) => formatMoney(amountPico, currency, locale),
    },
  ];
  return <DataTable label={t("title")} columns={columns} rows={notes} keyOf={({ id }) => id} />;
}
