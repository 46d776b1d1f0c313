"use client";

import { Button, Field, Input, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { z } from "zod";
import { handleOf } from "./sso-paths.ts";
import { type SsoRefusalName, ssoRefusalIn } from "./sso-refusal.ts";

export type SsoSignInFormProps = {
  /** The handle of the team, if it is known. */
  team: string;
  /** Where to go afterwards. */
  path: string;
};

/** Asks for the team and sets out for its provider. */
export function SsoSignInForm({ team, path }: SsoSignInFormProps) {
  const t = useTranslations("sso.signIn");
  const [address, setAddress] = useState(team);
  const [isInvalid, setInvalid] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const [refusal, setRefusal] = useState<SsoRefusalName | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const handle = handleOf(address);
    setRefusal(null);
    setInvalid(handle === null);
    if (handle === null) return;
    setLeaving(true);
    const answer = await setOut(handle, path);
    if ("url" in answer) return window.location.assign(answer.url);
    setRefusal(answer.refusal);
    setLeaving(false);
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4" method="post">
      {refusal && <Notice tone="bad">{t(`refusals.${refusal}`)}</Notice>}
      <Field label={t("team")} hint={t("teamHint")} error={isInvalid ? t("teamInvalid") : undefined}>
        <Input
          value={address}
          onChange={(event) => setAddress(event.target.value)}
          autoComplete="organization"
          autoCapitalize="off"
          spellCheck={false}
          autoFocus
        />
      </Field>
      <Button type="submit" look="primary" size="large" busy={isLeaving}>
        {t("act")}
      </Button>
    </form>
  );
}

const answerSchema = z.union([
  z.object({ url: z.url({ protocol: /^https?$/ }) }),
  z.object({ refusal: z.string() }),
]);

type Answer = { url: string } | { refusal: SsoRefusalName };

/** The provider's address, or why there is no going there. */
async function setOut(team: string, path: string): Promise<Answer> {
  try {
    const response = await fetch("/api/sso/start", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ team, path }),
    });
    const answer = answerSchema.parse(await response.json());
    return "url" in answer ? answer : { refusal: ssoRefusalIn(answer.refusal) ?? "unavailable" };
  } catch {
    return { refusal: "unavailable" };
  }
}
