"use client";

import { Button, Card, CardHeader, Field, Select, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { ConfirmByName } from "../confirm/confirm-by-name.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

export type TransferCardProps = {
  /** Everybody in the team but the reader. */
  others: readonly { personId: string; name: string; email: string }[];
};

/** An owner hands the team over to another member. */
export function TransferCard({ others }: TransferCardProps) {
  const t = useTranslations("settings.transfer");
  const router = useRouter();
  const showFault = useFaultToast();
  const [personId, setPersonId] = useState(others[0]?.personId ?? "");
  const [isAsking, setIsAsking] = useState(false);
  const chosen = others.find((other) => other.personId === personId);
  const transfer = useMutation(
    useTrpc().team.transferOwnership.mutationOptions({
      onSuccess: () => {
        toast.success(t("done", { name: chosen?.name ?? "" }));
        setIsAsking(false);
        router.refresh();
      },
      onError: showFault,
    }),
  );
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex max-w-lg flex-col items-start gap-4 p-4 pt-1">
        <p className="text-ink-2">{t(chosen ? "text" : "nobody")}</p>
        {chosen && (
          <>
            <Field label={t("to")} className="w-full">
              <Select
                value={personId}
                onValueChange={setPersonId}
                options={others.map((other) => ({
                  value: other.personId,
                  label: `${other.name} (${other.email})`,
                }))}
              />
            </Field>
            <Button onClick={() => setIsAsking(true)}>{t("open")}</Button>
          </>
        )}
      </div>
      {isAsking && chosen && (
        <ConfirmByName
          open
          onOpenChange={setIsAsking}
          title={t("confirm", { name: chosen.name })}
          consequences={<p>{t("effect", { name: chosen.name })}</p>}
          name={chosen.name}
          actLabel={t("act")}
          busy={transfer.isPending}
          onConfirm={() => transfer.mutate({ personId })}
        />
      )}
    </Card>
  );
}
