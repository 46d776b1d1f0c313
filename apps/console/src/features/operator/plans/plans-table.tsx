"use client";

import type { PlanVersion } from "@millrace/prices";
import { Button, Tag } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../../format/money.ts";
import { type DataColumn, DataTable } from "../../tables/data-table.tsx";
import type { Unit } from "./plan-draft.ts";
import type { PlanRow } from "./plan-rows.ts";

const TONES = { toCome: "water", inForce: "good", over: "neutral" } as const;

export type PlansTableProps = {
  rows: PlanRow[];
  units: readonly Unit[];
  /** A version that follows this one. */
  onNew: (after: PlanVersion) => void;
};

export function PlansTable({ rows, units, onNew }: PlansTableProps) {
  const t = useTranslations("operator.plans");
  const locale = useLocale();
  const format = useFormatter();
  const money = (pico: bigint, currency: string) => formatMoney(pico, currency, locale);
  const minor = (amount: bigint, currency: string) =>
    money(amount * (units.find((unit) => unit.currency === currency)?.minorPico ?? 0n), currency);
  const since = ({ effectiveFrom, standing }: Pick<PlanRow, "effectiveFrom" | "standing">) => (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="whitespace-nowrap">
        {format.dateTime(effectiveFrom, { dateStyle: "medium", timeZone: "UTC" })}
      </span>
      <Tag tone={TONES[standing]}>{t(standing)}</Tag>
    </span>
  );
  const columns: DataColumn<PlanRow>[] = [
    {
      id: "plan",
      header: t("columns.plan"),
      cell: ({ planName, title, currency, isOffered, ...version }) => (
        <>
          <span className="flex flex-wrap items-center gap-x-2 font-semibold break-words">
            {title}
            {!isOffered && <Tag>{t("withdrawn")}</Tag>}
          </span>
          <code className="figure block text-sm text-ink-2">
            {planName} {currency}
          </code>
          <span className="mt-1 block md:hidden">{since(version)}</span>
        </>
      ),
    },
    {
      id: "from",
      header: t("columns.from"),
      wideOnly: true,
      cell: since,
    },
    {
      id: "fee",
      header: t("columns.fee"),
      align: "right",
      cell: ({ feeMinor, currency }) => minor(feeMinor, currency),
    },
    {
      id: "included",
      header: t("columns.included"),
      align: "right",
      wideOnly: true,
      cell: ({ includedPico, currency }) => money(includedPico, currency),
    },
    {
      id: "minimum",
      header: t("columns.minimum"),
      align: "right",
      wideOnly: true,
      cell: ({ minimumMinor, currency }) => minor(minimumMinor, currency),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (row) =>
        row.isNewest && (
          <Button
            size="small"
            className="font-sans"
            onClick={() => onNew(row)}
            aria-label={t("openFor", { plan: row.title, currency: row.currency })}
          >
            {t("version")}
          </Button>
        ),
    },
  ];
  return <DataTable label={t("title")} columns={columns} rows={rows} keyOf={({ id }) => id} />;
}
