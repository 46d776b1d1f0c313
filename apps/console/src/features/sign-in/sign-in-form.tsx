"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useWaitText } from "../errors/use-wait-text.ts";
import { attempt } from "./attempt.ts";
import { EntryLink } from "./entry-link.tsx";
import type { SignInAnswer } from "./sign-in-answer.ts";
import { secondFactorPath } from "./sign-in-paths.ts";

const formSchema = z.object({ email: z.email(), password: z.string().min(1).max(256) });
type Form = z.infer<typeof formSchema>;

export function SignInForm({ path }: { path: string }) {
  const t = useTranslations("signIn");
  const [answer, setAnswer] = useState<SignInAnswer | null>(null);
  const { register, handleSubmit, formState, setFocus, resetField } = useForm<Form>({
    resolver: zodResolver(formSchema),
    defaultValues: { email: "", password: "" },
  });

  async function submit(form: Form) {
    setAnswer(null);
    const next = await attempt("credentials", form);
    setAnswer(next);
    // Full page loads, so that every part of the page is rendered for the person who has just signed in.
    if (next.is === "signed_in") return window.location.assign(path);
    if (next.is === "second_factor") return window.location.assign(secondFactorPath(path));
    resetField("password");
    setFocus("password");
  }

  const { errors, isSubmitting } = formState;
  const isLeaving = answer?.is === "signed_in" || answer?.is === "second_factor";
  return (
    <form onSubmit={handleSubmit(submit)} noValidate className="flex flex-col gap-4" method="post">
      <Refusal answer={answer} />
      <Field label={t("email")} error={errors.email && t("emailInvalid")}>
        <Input type="email" autoComplete="username" autoFocus {...register("email")} />
      </Field>
      <Field label={t("password")} error={errors.password && t("passwordMissing")}>
        <Input type="password" autoComplete="current-password" {...register("password")} />
      </Field>
      <Button type="submit" look="primary" size="large" busy={isSubmitting || isLeaving}>
        {t("submit")}
      </Button>
      <EntryLink href="/forgot-password">{t("forgot")}</EntryLink>
    </form>
  );
}

function Refusal({ answer }: { answer: SignInAnswer | null }) {
  const t = useTranslations("signIn.refused");
  const waitText = useWaitText();
  switch (answer?.is) {
    case "refused":
      return <Notice tone="bad">{t("credentials")}</Notice>;
    case "wait":
      return <Notice tone="bad">{t("wait", { wait: waitText(answer.waitMs) })}</Notice>;
    case "unavailable":
      return <Notice tone="bad">{t("unavailable")}</Notice>;
    default:
      return null;
  }
}
