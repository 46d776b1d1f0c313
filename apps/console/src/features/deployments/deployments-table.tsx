"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatMilliseconds, formatRate, formatShare } from "../../format/quantity.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TaskName } from "../tasks/task-name.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import type { DeploymentRow } from "./deployment-row.ts";
import { ReplicaMark, ServingTags, StateDot, StateTag } from "./state-mark.tsx";

const NO_FIGURE = "–";

export type DeploymentsTableProps = { rows: DeploymentRow[]; currency: string };

/** What is running, with what, and how it is doing right now. */
export function DeploymentsTable({ rows, currency }: DeploymentsTableProps) {
  const t = useTranslations("deployments");
  const locale = useLocale();
  const columns: DataColumn<DeploymentRow>[] = [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: ({ deployment }) => deployment.name,
      cell: ({ deployment }) => (
        <span className="flex items-center gap-2">
          <StateDot state={deployment.state} />
          <TeamLink
            href={`/deployments/${deployment.name}`}
            className="rounded-sm font-semibold whitespace-nowrap hover:underline"
          >
            {deployment.name}
          </TeamLink>
          {deployment.state !== "running" && <StateTag state={deployment.state} />}
          <ServingTags replicas={deployment.replicas} />
        </span>
      ),
    },
    {
      id: "task",
      header: t("columns.task"),
      wideOnly: true,
      sortBy: ({ deployment }) => deployment.model.task,
      cell: ({ deployment }) => <TaskName task={deployment.model.task} />,
    },
    {
      id: "model",
      header: t("columns.model"),
      wideOnly: true,
      sortBy: ({ deployment }) => deployment.model.name,
      cell: ({ deployment }) => <span className="figure text-sm text-ink-2">{deployment.model.name}</span>,
    },
    {
      id: "replicas",
      header: t("columns.replicas"),
      cell: ({ deployment }) => (
        <ReplicaMark
          wanted={deployment.wanted === "running" ? deployment.resources.replicas : 0}
          replicas={deployment.replicas}
        />
      ),
    },
    {
      id: "rate",
      header: t("columns.rate"),
      align: "right",
      wideOnly: true,
      sortBy: ({ deployment }) => deployment.load?.requestsPerSecond ?? 0,
      cell: ({ deployment }) => formatRate(deployment.load?.requestsPerSecond ?? 0, locale),
    },
    {
      id: "p99",
      header: "p99",
      align: "right",
      sortBy: ({ deployment }) => deployment.load?.totalP99Ms ?? 0,
      cell: ({ deployment }) =>
        isBusy(deployment.load) ? `${formatMilliseconds(deployment.load.totalP99Ms, locale)} ms` : NO_FIGURE,
    },
    {
      id: "padding",
      header: t("columns.padding"),
      align: "right",
      wideOnly: true,
      sortBy: ({ deployment }) => deployment.load?.paddingShare ?? 0,
      cell: ({ deployment }) =>
        isBusy(deployment.load) ? formatShare(deployment.load.paddingShare, locale) : NO_FIGURE,
    },
    {
      id: "today",
      header: t("columns.today"),
      align: "right",
      sortBy: ({ todayPico }) => todayPico,
      cell: ({ todayPico }) => formatMoney(todayPico, currency, locale),
    },
  ];
  return (
    <DataTable label={t("title")} columns={columns} rows={rows} keyOf={({ deployment }) => deployment.id} />
  );
}

type LoadOrNone = DeploymentRow["deployment"]["load"];

/** Latency and padding mean something only while there are requests. */
function isBusy(load: LoadOrNone): load is NonNullable<LoadOrNone> {
  return load !== null && load.requestsPerSecond > 0;
}
