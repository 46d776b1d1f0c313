"use client";

import type { PastedRevocation } from "@millrace/keys";
import { Button, Card, CardHeader, Field, Input, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

/** Ends a key that was found where it should not be: no list has to be searched, and nobody has to know whose it is. */
export function RevokePastedCard() {
  const t = useTranslations("keys.pasted");
  const router = useRouter();
  const showFault = useFaultToast();
  const [text, setText] = useState("");
  const revoke = useMutation(
    useTrpc().keys.revokePasted.mutationOptions({
      onSuccess: ({ outcome }) => {
        if (outcome === "revoked" || outcome === "revoked_before") setText("");
        router.refresh();
      },
      onError: showFault,
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.trim() !== "") revoke.mutate({ text });
  }

  return (
    <Card className="mt-6">
      <CardHeader title={t("title")} />
      <form onSubmit={submit} className="flex flex-col gap-3 p-4">
        <div className="flex flex-wrap items-start gap-3">
          <Field label={t("label")} hint={t("hint")} className="min-w-0 grow basis-72">
            <Input
              className="figure"
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder="mr_live_…"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
            />
          </Field>
          <Button
            type="submit"
            look="danger"
            disabled={text.trim() === ""}
            busy={revoke.isPending}
            className="sm:mt-6.5"
          >
            {t("act")}
          </Button>
        </div>
        <div role="status">{revoke.data && <Outcome answer={revoke.data} />}</div>
      </form>
    </Card>
  );
}

function Outcome({ answer }: { answer: PastedRevocation }) {
  const t = useTranslations("keys.pasted");
  if (answer.outcome === "revoked" || answer.outcome === "revoked_before") {
    const { name, lastFour } = answer.key;
    return <Notice tone="water">{t(`outcomes.${answer.outcome}`, { name, lastFour })}</Notice>;
  }
  return <Notice tone="warn">{t(`outcomes.${answer.outcome}`)}</Notice>;
}
