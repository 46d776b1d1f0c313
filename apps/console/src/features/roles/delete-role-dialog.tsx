"use client";

import { toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import type { RoleView } from "./role-view.ts";

export type DeleteRoleDialogProps = { deleted: RoleView; onClose: () => void };

export function DeleteRoleDialog({ deleted, onClose }: DeleteRoleDialogProps) {
  const t = useTranslations("roles.delete");
  const router = useRouter();
  const showFault = useFaultToast();
  const name = deleted.name ?? "";
  const remove = useMutation(
    useTrpc().roles.delete.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        onClose();
      },
      onError: showFault,
      onSettled: () => router.refresh(),
    }),
  );
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { name })}
      consequences={<p>{t("effect")}</p>}
      name={name}
      actLabel={t("act")}
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ id: deleted.id })}
    />
  );
}
