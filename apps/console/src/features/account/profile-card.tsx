"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Select, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Controller, useForm } from "react-hook-form";
import { z } from "zod";
import { LOCALE_NAMES, LOCALES, type Locale } from "../../i18n/locale.ts";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { AccountCard } from "./account-card.tsx";

const formSchema = z.object({ name: z.string().trim().min(1).max(120), locale: z.enum(LOCALES) });

export type ProfileCardProps = { name: string; email: string; isVerified: boolean; locale: Locale };

export function ProfileCard({ name, email, isVerified, locale }: ProfileCardProps) {
  const t = useTranslations("account");
  const router = useRouter();
  const showFault = useFaultToast();
  const update = useMutation(
    useTrpc().account.updateProfile.mutationOptions({
      onSuccess: () => {
        toast.success(t("saved"));
        router.refresh();
      },
      onError: showFault,
    }),
  );
  const { register, control, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { name, locale },
  });
  return (
    <AccountCard title={t("profile.title")}>
      <form
        onSubmit={handleSubmit((form) => update.mutate(form))}
        noValidate
        className="flex max-w-md flex-col gap-4"
      >
        <Field
          label={t("profile.name")}
          hint={t("profile.nameHint")}
          error={formState.errors.name && t("profile.nameInvalid")}
        >
          <Input autoComplete="name" {...register("name")} />
        </Field>
        <Controller
          control={control}
          name="locale"
          render={({ field: { value, onChange } }) => (
            <Field label={t("profile.locale")} hint={t("profile.localeHint")}>
              <Select
                value={value}
                onValueChange={onChange}
                options={LOCALES.map((option) => ({ value: option, label: LOCALE_NAMES[option] }))}
              />
            </Field>
          )}
        />
        <Button type="submit" look="primary" className="self-start" busy={update.isPending}>
          {t("save")}
        </Button>
      </form>
      <EmailAddress email={email} isVerified={isVerified} />
    </AccountCard>
  );
}

function EmailAddress({ email, isVerified }: { email: string; isVerified: boolean }) {
  const t = useTranslations("account.profile");
  const showFault = useFaultToast();
  const request = useMutation(
    useTrpc().account.requestEmailVerification.mutationOptions({
      onSuccess: () => toast.success(t("verifySent", { email })),
      onError: showFault,
    }),
  );
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line pt-4">
      <span className="font-medium">{t("email")}</span>
      <span className="min-w-0 break-all">{email}</span>
      <Tag tone={isVerified ? "good" : "warn"}>{t(isVerified ? "verified" : "unverified")}</Tag>
      {!isVerified && (
        <Button size="small" busy={request.isPending} onClick={() => request.mutate()}>
          {t("verify")}
        </Button>
      )}
    </div>
  );
}
