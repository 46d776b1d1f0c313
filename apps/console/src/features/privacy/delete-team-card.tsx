"use client";

import { Button, Card, CardHeader } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { holdPage } from "../../trpc/leave-link.ts";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { keepRecord } from "./deletion-record.ts";

/** Everything of the team goes, for ever; its owner keeps the proof. */
export function DeleteTeamCard({ name, handle }: { name: string; handle: string }) {
  const t = useTranslations("privacy.deletion");
  const showFault = useFaultToast();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(
    useTrpc().privacy.deleteTeam.mutationOptions({
      // The page would learn that the team is gone, and leave before the proof is there.
      onMutate: () => holdPage(),
      onSuccess: (certificate) => {
        const { at, proof } = certificate;
        const text = JSON.stringify(certificate, null, 2);
        keepRecord({ name, handle, at: at.toISOString(), proof, certificate: text });
        // A full page load, so that nothing of the team stays in the browser.
        window.location.assign("/team-deleted");
      },
      onError: (error, _input, release) => {
        release?.();
        showFault(error);
      },
    }),
  );
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex max-w-lg flex-col items-start gap-4 p-4 pt-1">
        <p className="text-ink-2">{t("text")}</p>
        <Button onClick={() => setIsAsking(true)}>{t("open")}</Button>
      </div>
      {isAsking && (
        <ConfirmByName
          open
          onOpenChange={setIsAsking}
          title={t("confirm", { name })}
          consequences={<p>{t("effect")}</p>}
          name={name}
          actLabel={t("act")}
          busy={remove.isPending}
          onConfirm={() => remove.mutate({ name })}
        />
      )}
    </Card>
  );
}
