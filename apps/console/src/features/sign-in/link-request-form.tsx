"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { EntryLink } from "./entry-link.tsx";

const formSchema = z.object({ email: z.email() });

export type LinkRequestFormProps = { purpose: "linkRequest" | "forgotPassword"; sendsMail: boolean };

/** Asks for an e-mail address and has a link sent to it; says the same whether somebody has that address or not. */
export function LinkRequestForm({ purpose, sendsMail }: LinkRequestFormProps) {
  const t = useTranslations("signIn");
  const locale = useLocale();
  const faultText = useFaultText();
  const trpc = useTrpc();
  const options = {
    linkRequest: trpc.signIn.requestLink.mutationOptions(),
    forgotPassword: trpc.signIn.requestPasswordReset.mutationOptions(),
  };
  const request = useMutation(options[purpose]);
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { email: "" },
  });

  if (request.isSuccess) {
    return (
      <>
        <div role="status" className="flex flex-col gap-3">
          <p className="text-lg font-semibold">{t(`${purpose}.sentTitle`)}</p>
          <p className="break-words text-ink-2">{t(`${purpose}.sent`, { email: request.variables.email })}</p>
        </div>
        {!sendsMail && <Notice tone="warn">{t("noMail")}</Notice>}
        <EntryLink href="/sign-in">{t("back")}</EntryLink>
      </>
    );
  }
  return (
    <form
      onSubmit={handleSubmit(({ email }) => request.mutate({ email, locale }))}
      noValidate
      className="flex flex-col gap-4"
      method="post"
    >
      {request.error && <Notice tone="bad">{faultText(request.error)}</Notice>}
      <Field label={t("email")} error={formState.errors.email && t("emailInvalid")}>
        <Input type="email" autoComplete="username" autoFocus {...register("email")} />
      </Field>
      <Button type="submit" look="primary" size="large" busy={request.isPending}>
        {t(`${purpose}.act`)}
      </Button>
      <EntryLink href="/sign-in">{t("back")}</EntryLink>
    </form>
  );
}
