"use client";

import { Checkbox, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import type { MemberRow } from "./member-row.ts";

export type RemoveMemberDialogProps = { member: MemberRow; onClose: () => void };

/** Says what goes and what stays, and offers to end what would stay. */
export function RemoveMemberDialog({ member, onClose }: RemoveMemberDialogProps) {
  const t = useTranslations("team.remove");
  const router = useRouter();
  const showFault = useFaultToast();
  const trpc = useTrpc();
  const [revokesKeys, setRevokesKeys] = useState(false);
  const { personId, name, keysMade } = member;
  const remove = useMutation(
    trpc.members.remove.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name }));
        onClose();
      },
      onError: showFault,
      onSettled: () => router.refresh(),
    }),
  );
  const revokeKeys = useMutation(trpc.keys.revokeOf.mutationOptions({ onError: showFault }));

  // Keys first: should the removal fail, the person is still there to be removed; the other way round keys would be left over.
  async function confirm() {
    if (revokesKeys) await revokeKeys.mutateAsync({ personId });
    await remove.mutateAsync({ personId });
  }

  return (
    <ConfirmByName
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title", { name })}
      consequences={
        <>
          <p>{t("effect")}</p>
          {keysMade !== null && keysMade > 0 && (
            <Checkbox
              className="mt-3 text-ink"
              label={t("revokeKeys", { count: keysMade })}
              checked={revokesKeys}
              onChange={(event) => setRevokesKeys(event.target.checked)}
            />
          )}
        </>
      }
      name={name}
      actLabel={t("act")}
      busy={remove.isPending || revokeKeys.isPending}
      onConfirm={() => void confirm().catch(() => undefined)}
    />
  );
}
