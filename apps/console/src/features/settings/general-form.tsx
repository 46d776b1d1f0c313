"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice, TextArea, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { domainLines } from "./domain-lines.ts";

const NAME_LENGTH_MAX = 80;
const formSchema = z.object({ name: z.string().trim().min(1).max(NAME_LENGTH_MAX), domains: z.string() });

export type GeneralFormProps = { name: string; emailDomains: readonly string[] };

/** What the team is called, and whose addresses may join. */
export function GeneralForm({ name, emailDomains }: GeneralFormProps) {
  const t = useTranslations("settings.general");
  const router = useRouter();
  const faultText = useFaultText();
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    values: { name, domains: emailDomains.join("\n") },
  });
  const save = useMutation(
    useTrpc().team.update.mutationOptions({
      onSuccess: () => {
        toast.success(t("saved"));
        router.refresh();
      },
    }),
  );
  const isDomainFault = save.error?.data?.fault?.param?.startsWith("emailDomains") ?? false;
  return (
    <form
      onSubmit={handleSubmit((form) =>
        save.mutate({ name: form.name, emailDomains: domainLines(form.domains) }),
      )}
      noValidate
      className="flex max-w-lg flex-col gap-4"
    >
      {save.error && !isDomainFault && <Notice tone="bad">{faultText(save.error)}</Notice>}
      <Field label={t("name")} error={formState.errors.name && t("nameInvalid")}>
        <Input maxLength={NAME_LENGTH_MAX} autoComplete="off" {...register("name")} />
      </Field>
      <Field
        label={t("domains")}
        hint={t("domainsHint")}
        error={isDomainFault ? t("domainsInvalid") : undefined}
      >
        <TextArea rows={3} spellCheck={false} autoComplete="off" {...register("domains")} />
      </Field>
      <Button type="submit" look="primary" className="self-start" busy={save.isPending}>
        {t("save")}
      </Button>
    </form>
  );
}
