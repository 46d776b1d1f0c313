"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { newPasswordSchema } from "../sign-in/new-password.ts";
import { AccountCard } from "./account-card.tsx";

export type PasswordCardProps = { email: string; hasPassword: boolean };

export function PasswordCard({ email, hasPassword }: PasswordCardProps) {
  const t = useTranslations("account");
  const rules = useTranslations("signIn");
  const router = useRouter();
  const faultText = useFaultText();
  const form = useForm({
    resolver: zodResolver(
      newPasswordSchema.extend({ current: hasPassword ? z.string().min(1).max(256) : z.string() }),
    ),
    defaultValues: { current: "", password: "" },
  });
  const change = useMutation(
    useTrpc().account.changePassword.mutationOptions({
      onSuccess: () => {
        toast.success(t("password.changed"));
        form.reset();
        router.refresh();
      },
    }),
  );
  const { register, handleSubmit, formState } = form;
  const submit = handleSubmit(({ current, password }) =>
    change.mutate({ ...(hasPassword && { current }), next: password }),
  );
  return (
    <AccountCard title={t("password.title")} text={hasPassword ? t("password.effect") : t("password.none")}>
      <form onSubmit={submit} noValidate className="flex max-w-md flex-col gap-4" method="post">
        {change.error && <Notice tone="bad">{faultText(change.error)}</Notice>}
        {/* So that the browser's own keeper of passwords knows whose this is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        {hasPassword && (
          <Field
            label={t("password.current")}
            error={formState.errors.current && t("password.currentMissing")}
          >
            <Input type="password" autoComplete="current-password" {...register("current")} />
          </Field>
        )}
        <Field
          label={t("password.next")}
          hint={rules("passwordRules")}
          error={formState.errors.password && t("password.lengthInvalid")}
        >
          <Input type="password" autoComplete="new-password" {...register("password")} />
        </Field>
        <Button type="submit" look="primary" className="self-start" busy={change.isPending}>
          {t(hasPassword ? "password.change" : "password.set")}
        </Button>
      </form>
    </AccountCard>
  );
}
