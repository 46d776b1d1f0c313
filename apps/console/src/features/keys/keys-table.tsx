"use client";

import { Tag, type Tone } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import type { CallableDeployment } from "./callable-deployment.ts";
import { EditKeyDialog } from "./edit-key-dialog.tsx";
import { type KeyAct, KeyMenu } from "./key-menu.tsx";
import type { KeyRow } from "./key-row.ts";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";
import { useScopeText } from "./use-scope-text.ts";

const NEVER_MS = 0;
const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;
const STATE_TONES: Record<Exclude<KeyRow["state"], "working">, Tone> = {
  replaced: "water",
  expired: "neutral",
  revoked: "bad",
};

export type KeysTableProps = {
  keys: KeyRow[];
  canWrite: boolean;
  apiUrl: string;
  deployments: readonly CallableDeployment[];
};

export function KeysTable({ keys, canWrite, apiUrl, deployments }: KeysTableProps) {
  const t = useTranslations("keys");
  const [acting, setActing] = useState<{ act: KeyAct; key: KeyRow } | null>(null);
  const columns = useColumns(deployments);
  if (canWrite) {
    columns.push({
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (key) =>
        key.state !== "revoked" && <KeyMenu apiKey={key} onAct={(act) => setActing({ act, key })} />,
    });
  }
  const onClose = () => setActing(null);
  return (
    <>
      <DataTable label={t("title")} columns={columns} rows={keys} keyOf={(key) => key.id} />
      {acting?.act === "edit" && (
        <EditKeyDialog apiKey={acting.key} deployments={deployments} onClose={onClose} />
      )}
      {acting?.act === "rotate" && (
        <RotateKeyDialog apiKey={acting.key} apiUrl={apiUrl} deployments={deployments} onClose={onClose} />
      )}
      {acting?.act === "revoke" && <RevokeKeyDialog apiKey={acting.key} onClose={onClose} />}
    </>
  );
}

function useColumns(deployments: readonly CallableDeployment[]): DataColumn<KeyRow>[] {
  const t = useTranslations("keys");
  const format = useFormatter();
  const scopeText = useScopeText(deployments);
  const owner = (key: KeyRow) => key.createdBy?.label ?? t("bySystem");
  return [
    {
      id: "name",
      header: t("columns.name"),
      sortBy: ({ name }) => name,
      cell: (key) => <NameCell apiKey={key} scope={scopeText(key)} />,
    },
    { id: "key", header: t("columns.key"), wideOnly: true, cell: (key) => <KeyMark apiKey={key} /> },
    {
      id: "owner",
      header: t("columns.owner"),
      wideOnly: true,
      sortBy: (key) => (key.isService ? "" : owner(key)),
      cell: (key) => (key.isService ? <Tag>{t("service")}</Tag> : owner(key)),
    },
    {
      id: "createdAt",
      header: t("columns.createdAt"),
      wideOnly: true,
      sortBy: ({ createdAt }) => createdAt.getTime(),
      cell: ({ createdAt }) => (
        <span className="whitespace-nowrap">{format.dateTime(createdAt, { dateStyle: "medium" })}</span>
      ),
    },
    {
      id: "expiresAt",
      header: t("columns.expiresAt"),
      wideOnly: true,
      sortBy: ({ expiresAt }) => expiresAt?.getTime() ?? FOR_EVER_MS,
      cell: (key) => <ExpiryCell apiKey={key} />,
    },
    {
      id: "lastUsedAt",
      header: t("columns.lastUsedAt"),
      sortBy: ({ lastUsedAt }) => lastUsedAt?.getTime() ?? NEVER_MS,
      cell: ({ lastUsedAt }) =>
        lastUsedAt
          ? format.dateTime(lastUsedAt, { dateStyle: "medium", timeStyle: "short" })
          : t("neverUsed"),
    },
  ];
}

function KeyMark({ apiKey: { prefix, lastFour } }: { apiKey: KeyRow }) {
  return (
    <code className="figure text-sm whitespace-nowrap text-ink-2">
      {prefix}…{lastFour}
    </code>
  );
}

/** On a narrow screen it has what the columns say that are left out there. */
function NameCell({ apiKey, scope }: { apiKey: KeyRow; scope: string }) {
  const t = useTranslations("keys");
  const { id, name, state, expiresAt } = apiKey;
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2">
        <TeamLink
          href={{ pathname: "/usage", query: { key: id } }}
          className="rounded-sm font-semibold hover:underline"
        >
          {name}
        </TeamLink>
        {state !== "working" && <Tag tone={STATE_TONES[state]}>{t(`state.${state}`)}</Tag>}
      </span>
      <span className="block max-w-80 text-sm break-words text-ink-2 max-md:wrap-anywhere">{scope}</span>
      <span className="mt-1 flex flex-col items-start gap-0.5 text-sm text-ink-2 md:hidden">
        <KeyMark apiKey={apiKey} />
        {expiresAt && (
          <span>
            {t("columns.expiresAt")} <ExpiryCell apiKey={apiKey} />
          </span>
        )}
      </span>
    </>
  );
}

function ExpiryCell({ apiKey: { expiresAt, endsSoon } }: { apiKey: KeyRow }) {
  const t = useTranslations("keys");
  const format = useFormatter();
  if (expiresAt === null) return t("neverExpires");
  const when = format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short" });
  return endsSoon ? (
    <Tag tone="warn" className="max-md:whitespace-normal">
      {t("expiresSoon", { when })}
    </Tag>
  ) : (
    when
  );
}
