"use client";

import { Field, Select } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { type CallableDeployment, callableWith } from "./callable-deployment.ts";
import type { KeyRow } from "./key-row.ts";
import { NewKeyDialog } from "./new-key-dialog.tsx";

const HOUR_MS = 3_600_000;
const GRACES = {
  none: 0,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
  month: 30 * 24 * HOUR_MS,
};
type Grace = keyof typeof GRACES;
const GRACE_NAMES = Object.keys(GRACES) as Grace[];

export type RotateKeyDialogProps = {
  apiKey: KeyRow;
  apiUrl: string;
  deployments: readonly CallableDeployment[];
  onClose: () => void;
};

/** Asks how long the old key works on, then shows the new one: once. */
export function RotateKeyDialog({ apiKey, apiUrl, deployments, onClose }: RotateKeyDialogProps) {
  const t = useTranslations("keys.rotate");
  const format = useFormatter();
  const router = useRouter();
  const [grace, setGrace] = useState<Grace>("day");
  const rotate = useMutation(useTrpc().keys.rotate.mutationOptions({ onSettled: () => router.refresh() }));
  const { name } = apiKey;

  if (rotate.data) {
    const { key, secret, replaced } = rotate.data;
    const until = replaced.expiresAt ?? key.createdAt;
    const when = format.dateTime(until, { dateStyle: "medium", timeStyle: "short" });
    return (
      <NewKeyDialog
        title={t("doneTitle", { name })}
        note={until > key.createdAt ? t("oldWorksUntil", { when }) : t("oldEnded")}
        secret={secret}
        apiUrl={apiUrl}
        deployments={callableWith(key, deployments)}
        families={key.apis}
        onClose={onClose}
      />
    );
  }
  return (
    <ActDialog
      title={t("title", { name })}
      description={t("description")}
      act={t("act")}
      work={rotate}
      onAct={() => rotate.mutate({ id: apiKey.id, graceMs: GRACES[grace] })}
      onClose={onClose}
    >
      <Field label={t("grace")} hint={t("graceHint")}>
        <Select
          value={grace}
          onValueChange={(next) => setGrace(GRACE_NAMES.find((known) => known === next) ?? "day")}
          options={GRACE_NAMES.map((value) => ({ value, label: t(`graces.${value}`) }))}
        />
      </Field>
    </ActDialog>
  );
}
