"use client";

import type { Rate } from "@millrace/prices";
import { Button, Tag } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { type DataColumn, DataTable } from "../../tables/data-table.tsx";
import type { PriceRow } from "./price-rows.ts";
import { useRateLines } from "./use-rate-lines.ts";

export type PricesTableProps = { rows: PriceRow[]; onNew: (row: PriceRow) => void };

export function PricesTable({ rows, onNew }: PricesTableProps) {
  const t = useTranslations("operator.prices");
  const newPrice = (row: PriceRow) => (
    <Button
      size="small"
      className="font-sans"
      onClick={() => onNew(row)}
      aria-label={t("openFor", {
        model: row.modelName,
        whom: row.teamName ?? t("everybody"),
        currency: row.currency,
      })}
    >
      {t("open")}
    </Button>
  );
  const columns: DataColumn<PriceRow>[] = [
    {
      id: "model",
      header: t("columns.model"),
      sortBy: ({ key }) => key,
      cell: (row) => (
        <>
          <span className="block font-semibold wrap-anywhere">{row.modelName}</span>
          <span className="flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
            {row.teamName === null ? (
              t("everybody")
            ) : (
              <Tag tone="water" className="max-md:whitespace-normal">
                {row.teamName}
              </Tag>
            )}
            <span className="figure">{row.currency}</span>
          </span>
          <div className="mt-2 md:hidden">{newPrice(row)}</div>
        </>
      ),
    },
    {
      id: "inForce",
      header: t("columns.inForce"),
      cell: (row) => (
        <>
          <InForce row={row} />
          <div className="mt-2 md:hidden">
            <ToCome row={row} />
          </div>
        </>
      ),
    },
    {
      id: "toCome",
      header: t("columns.toCome"),
      wideOnly: true,
      cell: (row) =>
        row.toCome.length === 0 ? (
          <span className="text-ink-3">{t("nothingToCome")}</span>
        ) : (
          <ToCome row={row} />
        ),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      wideOnly: true,
      cell: newPrice,
    },
  ];
  return <DataTable label={t("title")} columns={columns} rows={rows} keyOf={({ key }) => key} />;
}

function InForce({ row: { inForce, paysCommon, currency } }: { row: PriceRow }) {
  const t = useTranslations("operator.prices");
  if (inForce === null) return <span className="text-ink-2">{t(paysCommon ? "common" : "none")}</span>;
  return <RateList rates={inForce.rates} currency={currency} />;
}

function ToCome({ row: { toCome, currency } }: { row: PriceRow }) {
  const t = useTranslations("operator.prices");
  const format = useFormatter();
  return (
    <ul className="flex flex-col gap-2">
      {toCome.map(({ id, effectiveFrom, rates }) => (
        <li key={id}>
          <span className="block text-sm text-ink-2">
            {t("from", { date: format.dateTime(effectiveFrom, { dateStyle: "medium", timeZone: "UTC" }) })}
          </span>
          <RateList rates={rates} currency={currency} />
        </li>
      ))}
    </ul>
  );
}

function RateList({ rates, currency }: { rates: readonly Rate[]; currency: string }) {
  const linesOf = useRateLines();
  return (
    <ul>
      {rates.map((rate) => {
        const { rate: text, tiers } = linesOf(rate, currency);
        return (
          <li key={rate.unit}>
            <span className="md:whitespace-nowrap">{text}</span>
            {tiers.map((tier) => (
              <span key={tier} className="block pl-3 text-sm md:whitespace-nowrap text-ink-2">
                {tier}
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
