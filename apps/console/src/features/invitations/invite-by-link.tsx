"use client";

import { Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { FormActions } from "./form-actions.tsx";
import type { Made } from "./made-dialog.tsx";
import { defaultRole, type RoleChoice, RoleField } from "./role-field.tsx";

export type InviteByLinkProps = { roles: readonly RoleChoice[]; onMade: (made: Made) => void };

export function InviteByLink({ roles, onMade }: InviteByLinkProps) {
  const t = useTranslations("invitations.dialog");
  const router = useRouter();
  const faultText = useFaultText();
  const [role, setRole] = useState(defaultRole(roles));
  const invite = useMutation(
    useTrpc().invitations.inviteByLink.mutationOptions({
      onSuccess: (made) => {
        onMade(made);
        router.refresh();
      },
    }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    invite.mutate({ role });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {invite.error && <Notice tone="bad">{faultText(invite.error)}</Notice>}
      <p className="text-ink-2">{t("linkHint")}</p>
      <RoleField roles={roles} value={role} onValueChange={setRole} />
      <FormActions act={t("makeLink")} busy={invite.isPending} />
    </form>
  );
}
