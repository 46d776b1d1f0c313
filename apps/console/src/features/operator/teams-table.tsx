"use client";

import { Button } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatNumber } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { SeatsDialog } from "./seats-dialog.tsx";

export type InstalledTeam = {
  id: string;
  handle: string;
  name: string;
  members: number;
  seatsMax: number | null;
  createdAt: Date;
};

export function TeamsTable({ teams }: { teams: InstalledTeam[] }) {
  const t = useTranslations("operator.teams");
  const locale = useLocale();
  const format = useFormatter();
  const [changing, setChanging] = useState<InstalledTeam | null>(null);
  const columns: DataColumn<InstalledTeam>[] = [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: ({ name }) => name,
      cell: ({ name, handle }) => (
        <>
          <span className="block font-semibold break-words">{name}</span>
          <code className="figure block text-sm break-all text-ink-2">{handle}</code>
        </>
      ),
    },
    {
      id: "members",
      header: t("columns.members"),
      align: "right",
      sortBy: ({ members }) => members,
      cell: ({ members }) => formatNumber(members, locale),
    },
    {
      id: "seats",
      header: t("columns.seats"),
      align: "right",
      sortBy: ({ seatsMax }) => seatsMax ?? Number.POSITIVE_INFINITY,
      cell: ({ seatsMax }) =>
        seatsMax === null ? (
          <span className="font-sans text-ink-2">{t("unlimited")}</span>
        ) : (
          formatNumber(seatsMax, locale)
        ),
    },
    {
      id: "createdAt",
      header: t("columns.createdAt"),
      wideOnly: true,
      sortBy: ({ createdAt }) => createdAt.getTime(),
      cell: ({ createdAt }) => format.dateTime(createdAt, { dateStyle: "medium" }),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (team) => (
        <Button
          size="small"
          className="font-sans"
          onClick={() => setChanging(team)}
          aria-label={t("seats.openFor", { team: team.name })}
        >
          {t("seats.open")}
        </Button>
      ),
    },
  ];
  return (
    <>
      <DataTable label={t("title")} columns={columns} rows={teams} keyOf={({ id }) => id} />
      {changing && <SeatsDialog team={changing} onClose={() => setChanging(null)} />}
    </>
  );
}
