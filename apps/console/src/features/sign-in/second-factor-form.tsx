"use client";

import { Button, Field, Input, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { useWaitText } from "../errors/use-wait-text.ts";
import { attempt } from "./attempt.ts";
import { EntryLink } from "./entry-link.tsx";
import type { SignInAnswer } from "./sign-in-answer.ts";

/** The second step of signing in: a code of the authenticator, or one of the recovery codes. */
export function SecondFactorForm({ path }: { path: string }) {
  const t = useTranslations("signIn.secondFactor");
  const [withRecovery, setWithRecovery] = useState(false);
  const [answer, setAnswer] = useState<SignInAnswer | "empty" | "under_way" | null>(null);
  const input = useRef<HTMLInputElement>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const code = input.current?.value.trim() ?? "";
    if (code === "") return setAnswer("empty");
    setAnswer("under_way");
    const next = await attempt("second-factor", { code });
    setAnswer(next);
    if (next.is === "signed_in") return window.location.assign(path);
    if (input.current) input.current.value = "";
    input.current?.focus();
  }

  function change() {
    setWithRecovery(!withRecovery);
    setAnswer(null);
    input.current?.focus();
  }

  const isBusy = answer === "under_way" || (typeof answer === "object" && answer?.is === "signed_in");
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4" method="post">
      <p className="-mt-5 text-ink-2">{t(withRecovery ? "recoverySubtitle" : "subtitle")}</p>
      <Refusal answer={typeof answer === "string" ? null : answer} />
      <Field
        label={t(withRecovery ? "recoveryCode" : "code")}
        error={answer === "empty" ? t("codeMissing") : undefined}
      >
        <Input
          ref={input}
          key={withRecovery ? "recovery" : "code"}
          className="figure"
          inputMode={withRecovery ? "text" : "numeric"}
          autoComplete={withRecovery ? "off" : "one-time-code"}
          autoCapitalize="off"
          spellCheck={false}
          maxLength={40}
          autoFocus
        />
      </Field>
      <Button type="submit" look="primary" size="large" busy={isBusy}>
        {t("act")}
      </Button>
      <Button look="quiet" className="self-start px-0" onClick={change}>
        {t(withRecovery ? "useCode" : "useRecovery")}
      </Button>
      <EntryLink href="/sign-in">{t("startAgain")}</EntryLink>
    </form>
  );
}

function Refusal({ answer }: { answer: SignInAnswer | null }) {
  const t = useTranslations("signIn");
  const waitText = useWaitText();
  switch (answer?.is) {
    case "refused":
      return <Notice tone="bad">{t("secondFactor.refused")}</Notice>;
    case "wait":
      return <Notice tone="bad">{t("refused.wait", { wait: waitText(answer.waitMs) })}</Notice>;
    case "unavailable":
      return <Notice tone="bad">{t("refused.unavailable")}</Notice>;
    default:
      return null;
  }
}
