"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { EntryLink } from "./entry-link.tsx";
import { newPasswordSchema } from "./new-password.ts";
import { useFragment } from "./use-fragment.ts";

const SPENT = "people.link_spent";

/** Behind a mailed link: sets a new password with the token in the address. */
export function ResetPasswordForm() {
  const t = useTranslations("signIn");
  const faults = useTranslations("errors.codes");
  const faultText = useFaultText();
  const token = useFragment();
  const reset = useMutation(
    useTrpc().signIn.resetPassword.mutationOptions({
      onSuccess: () => window.location.assign("/sign-in?notice=password_changed"),
    }),
  );
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(newPasswordSchema),
    defaultValues: { password: "" },
  });

  if (token === "" || reset.error?.data?.fault.code === SPENT) {
    return (
      <>
        <Notice tone="bad">{t("resetPassword.spent")}</Notice>
        <EntryLink href="/forgot-password">{t("resetPassword.again")}</EntryLink>
      </>
    );
  }
  return (
    <form
      onSubmit={handleSubmit(({ password }) => token && reset.mutate({ token, password }))}
      noValidate
      className="flex flex-col gap-4"
      method="post"
    >
      {reset.error && <Notice tone="bad">{faultText(reset.error)}</Notice>}
      <Field
        label={t("resetPassword.password")}
        hint={t("passwordRules")}
        error={formState.errors.password && faults("people_password_length")}
      >
        <Input type="password" autoComplete="new-password" autoFocus {...register("password")} />
      </Field>
      <Button
        type="submit"
        look="primary"
        size="large"
        disabled={token === null}
        busy={reset.isPending || reset.isSuccess}
      >
        {t("resetPassword.act")}
      </Button>
    </form>
  );
}
