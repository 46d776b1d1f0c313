"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type { InvitationPreview } from "@millrace/teams";
import { Button, Field, Input, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useForm } from "react-hook-form";
import { z } from "zod";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultText } from "../../errors/use-fault-text.ts";
import { attempt } from "../../sign-in/attempt.ts";
import { EntryLink } from "../../sign-in/entry-link.tsx";
import { withWanted } from "../../sign-in/sign-in-paths.ts";
import { teamPath } from "../../team-address/team-path.ts";
import { forgetInvitationToken } from "./use-invitation-token.ts";

const PASSWORD_LENGTH = { min: 8, max: 256 };
const NAME_LENGTH_MAX = 80;

const formSchema = z.object({
  email: z.email(),
  name: z.string().trim().min(1).max(NAME_LENGTH_MAX),
  password: z.string().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
});
type Form = z.infer<typeof formSchema>;

export type JoinAsNewPersonProps = { token: string; preview: InvitationPreview };

/** Makes an account and joins with it, in one step; then signs in. Whoever has one signs in and comes back. */
export function JoinAsNewPerson({ token, preview }: JoinAsNewPersonProps) {
  const t = useTranslations("invitations.page");
  const locale = useLocale();
  const faultText = useFaultText();
  const signInPath = withWanted("/sign-in", "/invitation");
  const { register, handleSubmit, formState } = useForm<Form>({
    resolver: zodResolver(formSchema),
    defaultValues: { email: preview.email ?? "", name: "", password: "" },
  });
  const join = useMutation(useTrpc().invitations.acceptAsNewPerson.mutationOptions());

  async function submit({ email, name, password }: Form) {
    const typed = preview.email === null ? { email } : {};
    const { team } = await join.mutateAsync({ token, name, password, locale, ...typed });
    forgetInvitationToken();
    const answer = await attempt("credentials", { email, password });
    // A full page load, so that every part of the page is rendered for the person who has just signed in.
    const path = teamPath(team.handle, "/");
    window.location.assign(answer.is === "signed_in" ? path : withWanted("/sign-in", path));
  }

  const { errors } = formState;
  const isTaken = join.error?.data?.fault?.code === "teams.sign_in_first";
  return (
    <form
      onSubmit={(event) => void handleSubmit(submit)(event).catch(() => undefined)}
      noValidate
      method="post"
      className="flex flex-col gap-4"
    >
      <h3 className="font-semibold">{t("create.title")}</h3>
      {join.error && <Notice tone="bad">{isTaken ? t("signInFirst") : faultText(join.error)}</Notice>}
      <Field label={t("create.email")} error={errors.email && t("create.emailInvalid")}>
        <Input
          type="email"
          autoComplete="username"
          readOnly={preview.email !== null}
          className="read-only:bg-sunken"
          {...register("email")}
        />
      </Field>
      <Field label={t("create.name")} error={errors.name && t("create.nameInvalid")}>
        <Input autoComplete="name" maxLength={NAME_LENGTH_MAX} {...register("name")} />
      </Field>
      <Field
        label={t("create.password")}
        hint={t("create.passwordHint")}
        error={errors.password && t("create.passwordInvalid")}
      >
        <Input type="password" autoComplete="new-password" {...register("password")} />
      </Field>
      <Button type="submit" look="primary" size="large" busy={join.isPending || join.isSuccess}>
        {t("create.act")}
      </Button>
      <EntryLink href={signInPath}>{t("signIn")}</EntryLink>
    </form>
  );
}
