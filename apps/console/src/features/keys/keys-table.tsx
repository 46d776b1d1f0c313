"use client";

import type { ApiKey } from "@millrace/keys";
import { Button, Tag } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";

const NEVER_MS = 0;

export function KeysTable({ keys, canWrite }: { keys: ApiKey[]; canWrite: boolean }) {
  const t = useTranslations("keys");
  const format = useFormatter();
  const [revoking, setRevoking] = useState<ApiKey | null>(null);

  const columns: DataColumn<ApiKey>[] = [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: (key) => key.name,
      cell: (key) => (
        <span className="flex flex-wrap items-center gap-x-2">
          <TeamLink
            href={{ pathname: "/usage", query: { key: key.id } }}
            className="rounded-sm font-semibold whitespace-nowrap hover:underline"
          >
            {key.name}
          </TeamLink>
          {key.revokedAt && <Tag tone="bad">{t("state.revoked")}</Tag>}
        </span>
      ),
    },
    { id: "key", header: t("columns.key"), cell: (key) => <KeyMark apiKey={key} /> },
    {
      id: "createdBy",
      header: t("columns.createdBy"),
      wideOnly: true,
      sortBy: (key) => key.createdBy?.label ?? "",
      cell: (key) => key.createdBy?.label ?? t("bySystem"),
    },
    {
      id: "createdAt",
      header: t("columns.createdAt"),
      wideOnly: true,
      sortBy: (key) => key.createdAt.getTime(),
      cell: (key) => format.dateTime(key.createdAt, { dateStyle: "medium" }),
    },
    {
      id: "lastUsedAt",
      header: t("columns.lastUsedAt"),
      sortBy: (key) => key.lastUsedAt?.getTime() ?? NEVER_MS,
      cell: (key) =>
        key.lastUsedAt
          ? format.dateTime(key.lastUsedAt, { dateStyle: "medium", timeStyle: "short" })
          : t("neverUsed"),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (key) =>
        canWrite &&
        !key.revokedAt && (
          <Button
            size="small"
            className="font-sans"
            onClick={() => setRevoking(key)}
            aria-label={t("revoke.openFor", { name: key.name })}
          >
            {t("revoke.open")}
          </Button>
        ),
    },
  ];
  return (
    <>
      <DataTable label={t("title")} columns={columns} rows={keys} keyOf={(key) => key.id} />
      {revoking && <RevokeKeyDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function KeyMark({ apiKey }: { apiKey: Pick<ApiKey, "prefix" | "lastFour"> }) {
  return (
    <code className="figure text-sm whitespace-nowrap text-ink-2">
      {apiKey.prefix}…{apiKey.lastFour}
    </code>
  );
}
