"use client";

import type { Permission } from "@millrace/teams";
import { Dialog, DialogContent, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { RoleForm } from "./role-form.tsx";
import type { RoleView } from "./role-view.ts";

export type RoleDialogProps = {
  /** Null: a new one. */
  edited: RoleView | null;
  permissions: readonly Permission[];
  held: readonly Permission[];
  onClose: () => void;
};

export function RoleDialog({ edited, permissions, held, onClose }: RoleDialogProps) {
  const t = useTranslations("roles");
  const router = useRouter();
  const trpc = useTrpc();
  function finish(done: "create" | "edit", name: string) {
    toast.success(t(`${done}.done`, { name }));
    onClose();
    router.refresh();
  }
  const create = useMutation(
    trpc.roles.create.mutationOptions({ onSuccess: (_, { name }) => finish("create", name) }),
  );
  const update = useMutation(
    trpc.roles.update.mutationOptions({ onSuccess: (_, { name }) => finish("edit", name) }),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={edited ? t("edit.title", { name: edited.name ?? "" }) : t("create.title")}
        closeLabel={t("form.close")}
      >
        <RoleForm
          initial={{ name: edited?.name ?? "", permissions: edited?.permissions ?? [] }}
          permissions={permissions}
          held={held}
          actLabel={t(edited ? "edit.act" : "create.act")}
          error={create.error ?? update.error}
          busy={create.isPending || update.isPending}
          onSubmit={(form) => (edited ? update.mutate({ id: edited.id, ...form }) : create.mutate(form))}
        />
      </DialogContent>
    </Dialog>
  );
}
