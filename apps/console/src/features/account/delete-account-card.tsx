"use client";

import { Button } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { AccountCard } from "./account-card.tsx";

export type DeleteAccountCardProps = { email: string; isInTeams: boolean };

export function DeleteAccountCard({ email, isInTeams }: DeleteAccountCardProps) {
  const t = useTranslations("account.delete");
  const [open, setOpen] = useState(false);
  const showFault = useFaultToast();
  const remove = useMutation(
    useTrpc().account.delete.mutationOptions({
      // A full page load, so that nothing of the account stays in the browser's memory.
      onSuccess: () => window.location.assign("/sign-in"),
      onError: showFault,
    }),
  );
  return (
    <AccountCard title={t("title")} text={t(isInTeams ? "inTeams" : "text")}>
      {!isInTeams && (
        <Button className="self-start" onClick={() => setOpen(true)}>
          {t("open")}
        </Button>
      )}
      <ConfirmByName
        open={open}
        onOpenChange={setOpen}
        title={t("confirm")}
        consequences={t("effect")}
        name={email}
        actLabel={t("act")}
        busy={remove.isPending || remove.isSuccess}
        onConfirm={() => remove.mutate({ email })}
      />
    </AccountCard>
  );
}
