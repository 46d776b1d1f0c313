"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Field, Input, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { FormActions } from "./form-actions.tsx";
import { LanguageField } from "./language-field.tsx";
import type { Made } from "./made-dialog.tsx";
import { defaultRole, type RoleChoice, RoleField } from "./role-field.tsx";

const formSchema = z.object({ email: z.email() });

export type InviteByEmailProps = {
  roles: readonly RoleChoice[];
  sendsMail: boolean;
  onMade: (made: Made) => void;
};

export function InviteByEmail({ roles, sendsMail, onMade }: InviteByEmailProps) {
  const t = useTranslations("invitations.dialog");
  const router = useRouter();
  const faultText = useFaultText();
  const [role, setRole] = useState(defaultRole(roles));
  const [locale, setLocale] = useState(useLocale());
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { email: "" },
  });
  const invite = useMutation(
    useTrpc().invitations.inviteByEmail.mutationOptions({
      onSuccess: (made) => {
        onMade(made);
        router.refresh();
      },
    }),
  );
  return (
    <form
      onSubmit={handleSubmit(({ email }) => invite.mutate({ email, role, locale }))}
      noValidate
      className="flex flex-col gap-4"
    >
      {invite.error && <Notice tone="bad">{faultText(invite.error)}</Notice>}
      <Field label={t("address")} error={formState.errors.email && t("addressInvalid")}>
        <Input type="email" autoComplete="off" autoFocus {...register("email")} />
      </Field>
      <RoleField roles={roles} value={role} onValueChange={setRole} />
      {sendsMail ? (
        <LanguageField value={locale} onValueChange={setLocale} />
      ) : (
        <Notice tone="water">{t("noMail")}</Notice>
      )}
      <FormActions act={t("act")} busy={invite.isPending} />
    </form>
  );
}
