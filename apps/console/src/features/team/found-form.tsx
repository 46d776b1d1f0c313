"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice, Select } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";
import { teamPath } from "../team-address/team-path.ts";

const NAME_LENGTH_MAX = 80;
const formSchema = z.object({ name: z.string().trim().min(1).max(NAME_LENGTH_MAX) });

export type FoundFormProps = {
  /** ISO 4217 codes with their names in the reader's language. */
  currencies: readonly { code: string; name: string }[];
};

export function FoundForm({ currencies }: FoundFormProps) {
  const t = useTranslations("team.found");
  const faultText = useFaultText();
  const [currency, setCurrency] = useState("USD");
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(formSchema),
    defaultValues: { name: "" },
  });
  const found = useMutation(
    useTrpc().team.found.mutationOptions({
      onSuccess: ({ handle }) => window.location.assign(teamPath(handle, "/")),
    }),
  );
  return (
    <form
      onSubmit={handleSubmit(({ name }) => found.mutate({ name, currency }))}
      noValidate
      className="flex flex-col gap-4"
    >
      {found.error && <Notice tone="bad">{faultText(found.error)}</Notice>}
      <Field label={t("name")} error={formState.errors.name && t("nameInvalid")}>
        <Input maxLength={NAME_LENGTH_MAX} autoComplete="organization" autoFocus {...register("name")} />
      </Field>
      <Field label={t("currency")} hint={t("currencyHint")}>
        <Select
          value={currency}
          onValueChange={setCurrency}
          options={currencies.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` }))}
        />
      </Field>
      <Button type="submit" look="primary" className="self-start" busy={found.isPending || found.isSuccess}>
        {t("act")}
      </Button>
    </form>
  );
}
