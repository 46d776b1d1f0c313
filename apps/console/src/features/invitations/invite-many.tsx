"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Field, Notice, TextArea } from "@millrace/ui";
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
import type { Outcomes } from "./outcomes-dialog.tsx";
import { defaultRole, type RoleChoice, RoleField } from "./role-field.tsx";

const formSchema = z.object({ text: z.string().trim().min(1) });

export type InviteManyProps = {
  roles: readonly RoleChoice[];
  sendsMail: boolean;
  onDone: (outcomes: Outcomes) => void;
};

export function InviteMany({ roles, sendsMail, onDone }: InviteManyProps) {
  const t = useTranslations("invitations.dialog");
  const router = useRouter();
  const faultText = useFaultText();
  const [role, setRole] = useState(defaultRole(roles));
  const [locale, setLocale] = useState(useLocale());
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { text: "" },
  });
  const invite = useMutation(
    useTrpc().invitations.inviteMany.mutationOptions({
      onSuccess: (outcomes) => {
        onDone(outcomes);
        router.refresh();
      },
    }),
  );
  return (
    <form
      onSubmit={handleSubmit(({ text }) => invite.mutate({ text, role, locale }))}
      noValidate
      className="flex flex-col gap-4"
    >
      {invite.error && <Notice tone="bad">{faultText(invite.error)}</Notice>}
      <Field
        label={t("addresses")}
        hint={t("addressesHint")}
        error={formState.errors.text && t("addressesMissing")}
      >
        <TextArea rows={6} spellCheck={false} autoComplete="off" autoFocus {...register("text")} />
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
