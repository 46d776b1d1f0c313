"use client";

import { toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import type { CallableDeployment } from "./callable-deployment.ts";
import { KeyFields } from "./key-fields.tsx";
import { changesIn, formOf } from "./key-form.ts";
import type { KeyRow } from "./key-row.ts";
import { useKeyForm } from "./use-key-form.ts";

export type EditKeyDialogProps = {
  apiKey: KeyRow;
  deployments: readonly CallableDeployment[];
  onClose: () => void;
};

/** Another name, other bounds, another end. */
export function EditKeyDialog({ apiKey, deployments, onClose }: EditKeyDialogProps) {
  const t = useTranslations("keys.edit");
  const format = useFormatter();
  const router = useRouter();
  const update = useMutation(
    useTrpc().keys.update.mutationOptions({
      onSuccess: ({ name }) => {
        toast.success(t("done", { name }));
        onClose();
      },
      onSettled: () => router.refresh(),
    }),
  );
  const initial = formOf(apiKey);
  const { form, setForm, submit, errorsOf } = useKeyForm(initial, ({ form, expiresAt }) =>
    update.mutate({
      id: apiKey.id,
      ...changesIn(form, initial),
      ...(expiresAt !== undefined && { expiresAt }),
    }),
  );
  const errors = errorsOf(update.error);
  const { expiresAt } = apiKey;
  const keptExpiry = expiresAt
    ? t("keptUntil", { when: format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short" }) })
    : t("keptForEver");
  return (
    <ActDialog
      title={t("title", { name: apiKey.name })}
      description={t("description")}
      act={t("act")}
      work={errors.addresses ? { ...update, error: null } : update}
      onAct={submit}
      onClose={onClose}
    >
      <KeyFields
        value={form}
        onChange={setForm}
        deployments={deployments}
        errors={errors}
        keptExpiry={keptExpiry}
      />
    </ActDialog>
  );
}
