"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Dialog, DialogActions, DialogClose, DialogContent, Field, Input } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import type { CallableDeployment } from "./callable-deployment.ts";
import { NewKey } from "./new-key.tsx";

const NAME_LENGTH_MAX = 80;
const formSchema = z.object({ name: z.string().trim().min(1).max(NAME_LENGTH_MAX) });

export type CreateKeyDialogProps = {
  apiUrl: string;
  deployments: readonly CallableDeployment[];
  onClose: () => void;
};

/** Asks for a name, then shows the key: once, with what calls a deployment with it. */
export function CreateKeyDialog({ apiUrl, deployments, onClose }: CreateKeyDialogProps) {
  const t = useTranslations("keys.create");
  const router = useRouter();
  const showFault = useFaultToast();
  const create = useMutation(
    useTrpc().keys.create.mutationOptions({ onSuccess: () => router.refresh(), onError: showFault }),
  );
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { name: "" },
  });

  if (create.data) {
    return (
      <Dialog open>
        <DialogContent
          title={t("doneTitle", { name: create.data.key.name })}
          description={t("once")}
          closeLabel={t("close")}
          dismissable={false}
          className="max-w-2xl"
        >
          <NewKey secret={create.data.secret} apiUrl={apiUrl} deployments={deployments} />
          <DialogActions>
            <Button look="primary" onClick={onClose}>
              {t("stored")}
            </Button>
          </DialogActions>
        </DialogContent>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("title")} description={t("description")} closeLabel={t("close")}>
        <form onSubmit={handleSubmit((form) => create.mutate(form))} noValidate>
          <Field label={t("name")} hint={t("nameHint")} error={formState.errors.name && t("nameInvalid")}>
            <Input autoComplete="off" autoFocus maxLength={NAME_LENGTH_MAX} {...register("name")} />
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={create.isPending}>
              {t("act")}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
