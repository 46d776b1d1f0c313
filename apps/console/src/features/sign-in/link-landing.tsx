"use client";

import { Button, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useWaitText } from "../errors/use-wait-text.ts";
import { attempt } from "./attempt.ts";
import { EntryLink } from "./entry-link.tsx";
import type { SignInAnswer } from "./sign-in-answer.ts";
import { secondFactorPath } from "./sign-in-paths.ts";
import { useFragment } from "./use-fragment.ts";

/**
 * Behind a mailed sign-in link. It is used up by a press and not by opening the page, which mail scanners do too, and
 * so that nobody is signed in as somebody else by a link that they were sent.
 */
export function LinkLanding() {
  const t = useTranslations("signIn");
  const waitText = useWaitText();
  const token = useFragment();
  const [answer, setAnswer] = useState<SignInAnswer | "under_way" | null>(null);

  async function use() {
    setAnswer("under_way");
    const next = await attempt("email-link", { token: token ?? "" });
    setAnswer(next);
    if (next.is === "signed_in") window.location.assign("/");
    if (next.is === "second_factor") window.location.assign(secondFactorPath("/"));
  }

  const is = answer === "under_way" ? answer : answer?.is;
  if (token === "" || is === "refused") {
    return (
      <>
        <Notice tone="bad">{t("linkLanding.spent")}</Notice>
        <EntryLink href="/sign-in/email">{t("linkLanding.again")}</EntryLink>
      </>
    );
  }
  return (
    <>
      {is === "unavailable" && <Notice tone="bad">{t("refused.unavailable")}</Notice>}
      {answer !== null && answer !== "under_way" && answer.is === "wait" && (
        <Notice tone="bad">{t("refused.wait", { wait: waitText(answer.waitMs) })}</Notice>
      )}
      <Button
        look="primary"
        size="large"
        onClick={use}
        disabled={token === null}
        busy={is === "under_way" || is === "signed_in" || is === "second_factor"}
      >
        {t("linkLanding.act")}
      </Button>
    </>
  );
}
