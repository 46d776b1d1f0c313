"use client";

import { Card, EmptyState } from "@millrace/ui";
import { History } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useVerbText } from "../audit/use-verb-text.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";

export type ActivityRow = {
  id: string;
  at: Date;
  verb: string;
  address: string | null;
  /** What the act was about; null where the verb says it all. */
  detail: string | null;
};

export type ActivityScreenProps = { activity: ActivityRow[]; days: number };

/** What was done to one's own account of late. */
export function ActivityScreen({ activity, days }: ActivityScreenProps) {
  const t = useTranslations("account.activity");
  const format = useFormatter();
  const verbText = useVerbText();
  const moment = (date: Date) => format.dateTime(date, { dateStyle: "medium", timeStyle: "short" });
  const columns: DataColumn<ActivityRow>[] = [
    {
      id: "what",
      header: t("what"),
      cell: ({ verb, detail, at }) => (
        <span className="flex flex-col gap-0.5">
          <span className="font-medium">{verbText(verb)}</span>
          {detail && <span className="text-sm break-words text-ink-2">{detail}</span>}
          <span className="text-sm text-ink-2 md:hidden">{moment(at)}</span>
        </span>
      ),
    },
    {
      id: "address",
      header: t("address"),
      cell: ({ address }) => <span className="break-all text-ink-2">{address ?? t("unknownAddress")}</span>,
    },
    {
      id: "at",
      header: t("at"),
      wideOnly: true,
      sortBy: ({ at }) => at.getTime(),
      cell: ({ at }) => moment(at),
    },
  ];
  return (
    <>
      <p className="mb-4 max-w-2xl text-ink-2">{t("text", { days })}</p>
      <Card>
        {activity.length > 0 ? (
          <DataTable label={t("title")} columns={columns} rows={activity} keyOf={({ id }) => id} />
        ) : (
          <EmptyState icon={History} title={t("empty.title")} text={t("empty.text")} />
        )}
      </Card>
    </>
  );
}
