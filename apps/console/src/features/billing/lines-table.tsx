"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney, formatMoneyExact } from "../../format/money.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { lineWords, quantityOf } from "./line-words.ts";
import type { ShownLine } from "./shown-invoice.ts";

export type LinesTableProps = {
  lines: ShownLine[];
  currency: string;
  /** Whose lines open down to their requests; null: they do not. */
  invoiceId: string | null;
};

export function LinesTable({ lines, currency, invoiceId }: LinesTableProps) {
  const t = useTranslations("billing.lines");
  const locale = useLocale();
  const columns: DataColumn<ShownLine>[] = [
    {
      id: "what",
      header: t("columns.what"),
      cell: (line) => <What line={line} invoiceId={invoiceId} />,
    },
    {
      id: "quantity",
      header: t("columns.quantity"),
      align: "right",
      cell: (line) => quantityOf(line, locale),
    },
    {
      id: "unitPrice",
      header: t("columns.unitPrice"),
      align: "right",
      wideOnly: true,
      cell: ({ unitPricePico }) =>
        unitPricePico === null ? "" : formatMoneyExact(unitPricePico, currency, locale),
    },
    {
      id: "exact",
      header: t("columns.exact"),
      align: "right",
      wideOnly: true,
      cell: ({ exactPico }) => formatMoneyExact(exactPico, currency, locale),
    },
    {
      id: "amount",
      header: t("columns.amount"),
      align: "right",
      cell: ({ amountPico }) => formatMoney(amountPico, currency, locale),
    },
  ];
  return (
    <DataTable label={t("title")} columns={columns} rows={lines} keyOf={({ position }) => String(position)} />
  );
}

function What({ line, invoiceId }: { line: ShownLine; invoiceId: string | null }) {
  const t = useTranslations("billing.lines");
  const format = useFormatter();
  const { position, kind, unit } = line;
  const { name, detail } = lineWords(line, { t, format });
  const opens = kind === "usage" || kind === "late_usage";
  return (
    <>
      {invoiceId === null || unit === null || !opens ? (
        <span className="block font-semibold break-words">{name}</span>
      ) : (
        <TeamLink
          href={`/billing/invoices/${invoiceId}/${position}`}
          aria-label={t("open", { position, name, unit: t(`units.${unit}`) })}
          className="block rounded-sm font-semibold break-words hover:underline"
        >
          {name}
        </TeamLink>
      )}
      {detail !== null && <span className="block text-sm text-ink-2">{detail}</span>}
    </>
  );
}
