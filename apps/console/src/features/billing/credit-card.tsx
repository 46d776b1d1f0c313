"use client";

import type { Credit, CreditGrant } from "@millrace/billing";
import { Card, CardHeader, Tag } from "@millrace/ui";
import { useFormatter, useLocale, useNow, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatMoney } from "../../format/money.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { splitGrants } from "./split-grants.ts";

/** Of a long list, what is over beyond these is folded away. */
const SHOWN_MIN = 5;

export type CreditCardProps = {
  credit: Credit;
  currency: string;
  /** What can be done about it; without it, an operator gives credit. */
  children?: ReactNode;
};

/** What is prepaid or was given, and what is left of it. */
export function CreditCard({ credit: { leftPico, grants }, currency, children }: CreditCardProps) {
  const t = useTranslations("billing.credit");
  const locale = useLocale();
  return (
    <Card>
      <CardHeader
        title={t("title")}
        aside={grants.length > 0 && t("left", { amount: formatMoney(leftPico, currency, locale) })}
      />
      {grants.length === 0 ? (
        <p className="px-4 pt-1 pb-3 text-ink-2">{t("none")}</p>
      ) : (
        <GrantTable grants={grants} />
      )}
      {children || <p className="border-t border-line px-4 py-3 text-sm text-ink-2">{t("byOperator")}</p>}
    </Card>
  );
}

function GrantTable({ grants }: { grants: CreditGrant[] }) {
  const t = useTranslations("billing.credit");
  const locale = useLocale();
  const format = useFormatter();
  const now = useNow();
  const day = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeZone: "UTC" });
  const columns: DataColumn<CreditGrant>[] = [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: ({ name }) => name,
      cell: ({ name, kind, expiresAt, voidedAt }) => (
        <>
          <span className="flex flex-wrap items-center gap-x-2 font-semibold break-words">
            {name}
            {voidedAt !== null && <Tag tone="warn">{t("frozen")}</Tag>}
          </span>
          <span className="block text-sm text-ink-2">
            {t(`kinds.${kind}`)}
            {expiresAt && (
              <span className="block md:hidden">
                {t(expiresAt <= now ? "ended" : "until", { date: day(expiresAt) })}
              </span>
            )}
          </span>
        </>
      ),
    },
    {
      id: "expires",
      header: t("columns.expires"),
      wideOnly: true,
      sortBy: ({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
      cell: ({ expiresAt }) =>
        expiresAt === null ? (
          t("never")
        ) : expiresAt <= now ? (
          <span className="text-ink-3">{t("ended", { date: day(expiresAt) })}</span>
        ) : (
          day(expiresAt)
        ),
    },
    {
      id: "amount",
      header: t("columns.amount"),
      align: "right",
      sortBy: ({ amountPico }) => amountPico,
      cell: ({ amountPico, currency }) => formatMoney(amountPico, currency, locale),
    },
    {
      id: "used",
      header: t("columns.used"),
      align: "right",
      sortBy: ({ usedPico }) => usedPico,
      cell: ({ usedPico, currency }) => formatMoney(usedPico, currency, locale),
    },
  ];
  const { usable, over } = splitGrants(grants, now);
  return (
    <DataTable
      label={t("title")}
      columns={columns}
      rows={[...usable, ...over]}
      keyOf={({ id }) => id}
      fold={{
        after: Math.max(usable.length, SHOWN_MIN),
        closed: (hidden) => t("fold.closed", { count: hidden.length }),
        open: t("fold.open"),
      }}
    />
  );
}
