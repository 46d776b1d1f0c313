"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { type CallableDeployment, callableWith } from "./callable-deployment.ts";
import { KeyFields } from "./key-fields.tsx";
import { NEW_KEY } from "./key-form.ts";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { useKeyForm } from "./use-key-form.ts";

export type CreateKeyDialogProps = {
  apiUrl: string;
  deployments: readonly CallableDeployment[];
  onClose: () => void;
};

/** Asks for a name and, from those who want it, for bounds; then shows the key: once, with what calls a deployment with it. */
export function CreateKeyDialog({ apiUrl, deployments, onClose }: CreateKeyDialogProps) {
  const t = useTranslations("keys.create");
  const router = useRouter();
  const create = useMutation(useTrpc().keys.create.mutationOptions({ onSuccess: () => router.refresh() }));
  const { form, setForm, submit, errorsOf } = useKeyForm(NEW_KEY, ({ form, name, allowedIps, expiresAt }) => {
    const { deploymentIds, apis, isService } = form;
    create.mutate({
      name,
      deploymentIds: [...deploymentIds],
      apis: [...apis],
      allowedIps,
      expiresAt,
      isService,
    });
  });
  const errors = errorsOf(create.error);

  if (create.data) {
    const { key, secret } = create.data;
    return (
      <NewKeyDialog
        title={t("doneTitle", { name: key.name })}
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
      title={t("title")}
      description={t("description")}
      act={t("act")}
      work={errors.addresses ? { ...create, error: null } : create}
      onAct={submit}
      onClose={onClose}
    >
      <KeyFields
        value={form}
        onChange={setForm}
        deployments={deployments}
        errors={errors}
        keptExpiry={null}
      />
    </ActDialog>
  );
}
