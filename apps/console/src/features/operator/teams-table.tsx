"use client";

import { Button, Tag } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatNumber } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { CreditDialog } from "./credit-dialog.tsx";
import { PrepaidDialog } from "./prepaid-dialog.tsx";
import { SeatsDialog } from "./seats-dialog.tsx";

export type InstalledTeam = {
  id: string;
  handle: string;
  name: string;
  members: number;
  seatsMax: number | null;
  currency: string;
  isPrepaid: boolean;
  createdAt: Date;
};

type Act = "credit" | "prepaid" | "seats";

export function TeamsTable({ teams }: { teams: InstalledTeam[] }) {
  const t = useTranslations("operator.teams");
  const locale = useLocale();
  const format = useFormatter();
  const [doing, setDoing] = useState<{ act: Act; team: InstalledTeam } | null>(null);
  const close = () => setDoing(null);
  const acts = (team: InstalledTeam) =>
    (["credit", "prepaid", "seats"] as const).map((act) => (
      <ActButton key={act} act={act} team={team} onClick={() => setDoing({ act, team })} />
    ));
  const columns: DataColumn<InstalledTeam>[] = [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: ({ name }) => name,
      cell: (team) => (
        <>
          <span className="flex flex-wrap items-center gap-x-2 font-semibold wrap-anywhere">
            {team.name}
            {team.isPrepaid && <Tag tone="water">{t("isPrepaid")}</Tag>}
          </span>
          <code className="figure block text-sm break-all text-ink-2">{team.handle}</code>
          <div className="mt-2 flex flex-wrap gap-1.5 md:hidden">{acts(team)}</div>
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
      wideOnly: true,
      cell: (team) => <div className="flex flex-wrap justify-end gap-1.5">{acts(team)}</div>,
    },
  ];
  return (
    <>
      <DataTable label={t("title")} columns={columns} rows={teams} keyOf={({ id }) => id} />
      {doing?.act === "credit" && <CreditDialog team={doing.team} onClose={close} />}
      {doing?.act === "prepaid" && <PrepaidDialog team={doing.team} onClose={close} />}
      {doing?.act === "seats" && <SeatsDialog team={doing.team} onClose={close} />}
    </>
  );
}

function ActButton({ act, team, onClick }: { act: Act; team: InstalledTeam; onClick: () => void }) {
  const t = useTranslations("operator.teams");
  const word = act === "prepaid" && team.isPrepaid ? "postpaid" : act;
  return (
    <Button
      size="small"
      className="font-sans"
      onClick={onClick}
      aria-label={t(`${word}.openFor`, { team: team.name })}
    >
      {t(`${word}.open`)}
    </Button>
  );
}
