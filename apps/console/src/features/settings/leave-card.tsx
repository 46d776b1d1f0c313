"use client";

import { Button, Card, CardHeader } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

export type LeaveCardProps = { team: string; isLastOwner: boolean };

export function LeaveCard({ team, isLastOwner }: LeaveCardProps) {
  const t = useTranslations("settings.leave");
  const showFault = useFaultToast();
  const [isAsking, setIsAsking] = useState(false);
  const leave = useMutation(
    useTrpc().team.leave.mutationOptions({
      // A full page load, so that nothing of the team stays in the browser.
      onSuccess: () => window.location.assign("/"),
      onError: showFault,
    }),
  );
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex max-w-lg flex-col items-start gap-4 p-4 pt-1">
        <p className="text-ink-2">{t(isLastOwner ? "lastOwner" : "text")}</p>
        <Button onClick={() => setIsAsking(true)} disabled={isLastOwner}>
          {t("open")}
        </Button>
      </div>
      {isAsking && (
        <ConfirmByName
          open
          onOpenChange={setIsAsking}
          title={t("confirm", { team })}
          consequences={<p>{t("text")}</p>}
          name={team}
          actLabel={t("act")}
          busy={leave.isPending}
          onConfirm={() => leave.mutate()}
        />
      )}
    </Card>
  );
}
