"use client";

import { Button, Card, EmptyState, PageHeader } from "@millrace/ui";
import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { CallableDeployment } from "./callable-deployment.ts";
import { CreateKeyDialog } from "./create-key-dialog.tsx";
import type { KeyRow } from "./key-row.ts";
import { KeysTable } from "./keys-table.tsx";
import { RevokePastedCard } from "./revoke-pasted-card.tsx";

export type KeysScreenProps = {
  keys: KeyRow[];
  canWrite: boolean;
  /** Open the dialog on arrival. */
  createAtOnce: boolean;
  apiUrl: string;
  deployments: CallableDeployment[];
};

export function KeysScreen({ keys, canWrite, createAtOnce, apiUrl, deployments }: KeysScreenProps) {
  const t = useTranslations("keys");
  const [creating, setCreating] = useState(createAtOnce);
  const createButton = canWrite && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t("create.open")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={keys.length > 0 && createButton} />
      <Card>
        {keys.length === 0 ? (
          <EmptyState icon={KeyRound} title={t("empty.title")} text={t("empty.text")} action={createButton} />
        ) : (
          <KeysTable keys={keys} canWrite={canWrite} apiUrl={apiUrl} deployments={deployments} />
        )}
      </Card>
      {canWrite && <RevokePastedCard />}
      {creating && (
        <CreateKeyDialog apiUrl={apiUrl} deployments={deployments} onClose={() => setCreating(false)} />
      )}
    </>
  );
}
