"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Field, Input, Notice } from "@millrace/ui";
import { signIn } from "next-auth/react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { z } from "zod";

const formSchema = z.object({ email: z.email(), password: z.string().min(1).max(256) });
type Form = z.infer<typeof formSchema>;
type Refusal = "credentials" | "tooMany" | "unavailable";

export function SignInForm({ path }: { path: string }) {
  const t = useTranslations("signIn");
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { register, handleSubmit, formState, setFocus, resetField } = useForm<Form>({
    resolver: zodResolver(formSchema),
    defaultValues: { email: "", password: "" },
  });

  async function submit(form: Form) {
    setRefusal(null);
    const reason = await attempt(form);
    // A full page load, so that every part of the page is rendered for the person who has just signed in.
    if (reason === null) return window.location.assign(path);
    setRefusal(reason);
    resetField("password");
    setFocus("password");
  }

  const { errors, isSubmitting, isSubmitSuccessful } = formState;
  return (
    <form onSubmit={handleSubmit(submit)} noValidate className="flex flex-col gap-4" method="post">
      {refusal && <Notice tone="bad">{t(`refused.${refusal}`)}</Notice>}
      <Field label={t("email")} error={errors.email && t("emailInvalid")}>
        <Input type="email" autoComplete="username" autoFocus {...register("email")} />
      </Field>
      <Field label={t("password")} error={errors.password && t("passwordMissing")}>
        <Input type="password" autoComplete="current-password" {...register("password")} />
      </Field>
      <Button
        type="submit"
        look="primary"
        size="large"
        busy={isSubmitting || (isSubmitSuccessful && refusal === null)}
      >
        {t("submit")}
      </Button>
    </form>
  );
}

/** Null when signed in. */
async function attempt(form: Form): Promise<Refusal | null> {
  try {
    const answer = await signIn("credentials", { ...form, redirect: false });
    if (answer?.ok && !answer.error) return null;
    if (answer?.error === "CredentialsSignin") return "credentials";
    return answer?.error === "too_many_attempts" ? "tooMany" : "unavailable";
  } catch {
    return "unavailable";
  }
}
